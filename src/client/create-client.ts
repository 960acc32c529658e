import type { Language } from '../model/message.ts';
import { ApiError, toApiError, unreachable } from './api-error.ts';
import type { Client, ClientOptions } from './client-types.ts';
import { readEvents } from './read-events.ts';
import { assertHeader, baseOf, bodyOf, placeOf, routeOf } from './request-parts.ts';

const root = '/api/v1';

/** What a route is asked with, whichever it is. */
interface Sent {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly version?: number;
  readonly key?: string;
  readonly signal?: AbortSignal | undefined;
  readonly lastEventId?: string | undefined;
}

/** The only cast: the service's tests hold each of its answers against the document that the types are made of. */
function typed<T>(answer: unknown): T {
  return answer as T;
}

/**
 * A client of the API of a service (`larkstream serve`). It opens nothing until it is asked.
 *
 * @throws ApiError `api.call.invalid` for an address or a token that is none
 *
 * @example
 * ```ts
 * import { ApiError, createClient } from 'larkstream/client';
 *
 * const client = createClient({ url: process.env.LARKSTREAM_SERVER ?? '', token: process.env.LARKSTREAM_TOKEN });
 * const created = await client.call('POST /destinations', { body: { name: 'Lake', type: 'duckdb', settings: { path: 'lake.duckdb' } } });
 * await client.call('PATCH /destinations/{id}', { params: { id: created.id }, version: created.version, body: { name: 'Sea' } });
 * for await (const { name } of client.all('GET /destinations')) console.log(name); // Sea
 *
 * const again = { params: { id: created.id }, version: created.version, body: { name: 'Ocean' } };
 * const refused = await client.call('PATCH /destinations/{id}', again).catch((error: unknown) => error);
 * console.log(refused instanceof ApiError ? refused.code : ''); // api.version.changed
 * ```
 */
export function createClient(options: ClientOptions): Client {
  const sender = new Sender(options);
  return {
    call: async (name, ...[asked]) => typed(await sender.call(name, { ...asked })),
    all: (name, ...[asked]) => typed(sender.all(name, { ...asked })),
    stream: (name, ...[asked]) => typed(sender.stream(name, { ...asked })),
  };
}

class Sender {
  readonly #base: string;
  readonly #options: ClientOptions;
  readonly #language: Language;

  constructor(options: ClientOptions) {
    const { url, token } = options;
    const language = options.language === 'zh' ? 'zh' : 'en';
    this.#options = options;
    this.#language = language;
    this.#base = baseOf(url, language);
    if (token !== undefined) assertHeader('token', token, language);
  }

  async call(name: string, sent: Sent): Promise<unknown> {
    const answer = await this.#send(name, sent);
    if (answer.status === 204) return undefined;
    const text = await this.#textOf(answer, sent);
    return isJson(answer) ? this.#parsed(text, answer.status) : text;
  }

  async *all(name: string, sent: Sent): AsyncGenerator<unknown> {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = { ...sent.query, ...(cursor === undefined ? {} : { cursor }) };
      const page = typed<{ items: readonly unknown[]; next: string | null }>(await this.call(name, { ...sent, query }));
      yield* page.items;
      cursor = page.next;
    }
  }

  async *stream(name: string, sent: Sent): AsyncGenerator<unknown> {
    const answer = await this.#send(name, sent);
    if (answer.body === null) return;
    try {
      for await (const { event, data, id } of readEvents(answer.body)) {
        const value = this.#parsed(data, answer.status);
        if (event === 'problem') throw toApiError(answer.status, value, this.#language);
        yield { event, data: value, id };
      }
    } catch (thrown) {
      throw this.#failure(thrown, sent);
    }
  }

  async #send(name: string, sent: Sent): Promise<Response> {
    const language = this.#language;
    const [method, path] = routeOf(name, language);
    const { fetch: send = fetch } = this.#options;
    const { signal } = sent;
    const body = bodyOf(sent, language);
    const place = this.#base + root + placeOf(path, sent, language);
    const request: RequestInit = {
      method,
      headers: this.#headersOf(method, sent),
      // A token is for the address that was named, not for another one.
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    };
    let answer: Response;
    try {
      answer = await send(place, request);
    } catch (thrown) {
      throw this.#failure(thrown, sent);
    }
    if (answer.ok) return answer;
    const text = await this.#textOf(answer, sent);
    throw toApiError(answer.status, isJson(answer) ? this.#parsed(text, answer.status) : undefined, this.#language);
  }

  #headersOf(method: string, { body, version, key, lastEventId }: Sent): Record<string, string> {
    const { token, newKey = () => crypto.randomUUID() } = this.#options;
    for (const [field, value] of Object.entries({ key, lastEventId }))
      if (value !== undefined) assertHeader(field, value, this.#language);
    return {
      accept: 'application/json, text/event-stream, application/problem+json',
      'accept-language': this.#options.language === 'both' ? 'en, zh;q=0.5' : this.#language,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(version === undefined ? {} : { 'if-match': `W/"${version}"` }),
      // What is no creation does not look at it.
      ...(method === 'POST' ? { 'idempotency-key': key ?? newKey() } : {}),
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
  }

  async #textOf(answer: Response, sent: Sent): Promise<string> {
    try {
      return await answer.text();
    } catch (thrown) {
      throw this.#failure(thrown, sent);
    }
  }

  #parsed(text: string, status: number): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw toApiError(status, undefined, this.#language);
    }
  }

  /** What the caller has ended is no fault of the network. */
  #failure(thrown: unknown, { signal }: Sent): unknown {
    if (signal?.aborted === true) return signal.reason;
    return thrown instanceof ApiError ? thrown : unreachable(this.#base, thrown, this.#language);
  }
}

const isJson = (answer: Response): boolean => /\bjson\b/.test(answer.headers.get('content-type') ?? '');
