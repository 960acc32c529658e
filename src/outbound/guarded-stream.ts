import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { createDispatcher } from './create-dispatcher.ts';
import { explainFailure, type FailedRoute } from './explain-failure.ts';
import type { GuardedRequestParts } from './guarded-request.ts';
import type { KeptRoute } from './kept-route.ts';
import { lateAnswer } from './late-answer.ts';
import { LostAnswer } from './lost-answer.ts';
import { productVersion } from './product-version.ts';
import { proxyFor } from './proxy.ts';
import { packedAs } from './unpack.ts';

/** How long an answer may take, and how large it may be. */
export interface StreamLimits {
  /** Until the head of the answer, with the time that it takes to connect. */
  readonly firstByteMs: number;
  /** Between two pieces of it. */
  readonly idleMs: number;
  /** Until its end. */
  readonly wholeMs: number;
  readonly maxBytes: number;
}

interface StreamedRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
  readonly signal: AbortSignal;
  readonly limits: StreamLimits;
  /** Its connections are used again; absent: each exchange has its own. Proxies get one each time. */
  readonly kept?: KeptRoute | undefined;
}

/** Nobody sees it. */
const over = new DOMException('The answer is read', 'AbortError');

/** An answer that is read while it comes. `close` is due, read or not. */
export interface StreamedAnswer {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** As it was sent: nothing is asked for packed. Throws `LostAnswer`, or the signal's reason when it is aborted. */
  readonly body: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * A POST to a host that the guard lets through, at the address that it has found, with an answer that comes piece by piece. Follows no redirection.
 * Throws `LostAnswer`, or the signal's reason when it is aborted. @throws ConfigError `serve.host.refused`
 */
export async function guardedStream(
  url: string,
  request: StreamedRequest,
  { guard, environment }: GuardedRequestParts,
): Promise<StreamedAnswer> {
  request.signal.throwIfAborted();
  const { origin, host, hostname, pathname, search } = new URL(url);
  const address = await guard.resolve(hostname.replace(/^\[(.+)\]$/, '$1'));
  const route = { host, proxy: proxyFor(origin, environment), environment };
  const kept = route.proxy === undefined ? request.kept?.to(origin, address) : undefined;
  const dispatcher = kept ?? createDispatcher({ origin, proxy: route.proxy, connections: 1, address });
  const exchange = new StreamExchange(request, route, { dispatcher, isKept: kept !== undefined });
  try {
    return await exchange.begin(origin, pathname + search);
  } catch (thrown) {
    await exchange.close();
    throw thrown;
  }
}

interface Way {
  readonly dispatcher: Dispatcher;
  readonly isKept: boolean;
}

class StreamExchange {
  readonly #request: StreamedRequest;
  readonly #route: FailedRoute;
  readonly #way: Way;
  /** To its end: the connection is free. */
  #isRead = false;
  readonly #stop = new AbortController();
  readonly #onAbort = (): void => this.#stop.abort(this.#request.signal.reason);
  readonly #whole: NodeJS.Timeout;

  constructor(request: StreamedRequest, route: FailedRoute, way: Way) {
    this.#request = request;
    this.#route = route;
    this.#way = way;
    const { wholeMs } = request.limits;
    this.#whole = setTimeout(() => this.#stop.abort(lateAnswer(wholeMs, 'end', route)), wholeMs);
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
    // The guard may have taken its time.
    if (request.signal.aborted) this.#onAbort();
  }

  async begin(origin: string, path: string): Promise<StreamedAnswer> {
    const { headers, body, limits } = this.#request;
    const asking = this.#way.dispatcher.request({
      origin,
      path,
      method: 'POST',
      headers: {
        'user-agent': `larkstream/${productVersion()}`,
        'content-type': 'application/json; charset=utf-8',
        'accept-encoding': 'identity',
        ...headers,
      },
      body,
      signal: this.#stop.signal,
    });
    const answer = await this.#within(limits.firstByteMs, 'head', asking);
    const encoding = String(answer.headers['content-encoding'] ?? 'identity').toLowerCase();
    if (encoding !== 'identity' && encoding !== '') throw packedAs(encoding);
    // By its status it has no body.
    if (answer.statusCode === 204) this.#isRead = true;
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: this.#read(answer.body),
      close: () => this.close(),
    };
  }

  async close(): Promise<void> {
    clearTimeout(this.#whole);
    this.#request.signal.removeEventListener('abort', this.#onAbort);
    if (!this.#isRead) this.#stop.abort(over);
    if (!this.#way.isKept) await this.#way.dispatcher.destroy();
  }

  async *#read(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    const { idleMs, maxBytes } = this.#request.limits;
    const pieces = body[Symbol.asyncIterator]();
    for (let bytes = 0; ; ) {
      // Time runs while a piece is waited for, not while its reader works on the last one.
      const { done, value } = await this.#within(idleMs, 'body', pieces.next());
      if (done === true) {
        this.#isRead = true;
        return;
      }
      bytes += value.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes, this.#route.host);
      yield value;
    }
  }

  async #within<T>(ms: number, part: 'head' | 'body', awaited: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#stop.abort(lateAnswer(ms, part, this.#route)), ms);
    try {
      return await awaited;
    } catch (thrown) {
      if (this.#stop.signal.aborted) throw this.#stop.signal.reason;
      throw explainFailure(thrown, this.#route);
    } finally {
      clearTimeout(timer);
    }
  }
}

function tooLarge(maxBytes: number, host: string): LostAnswer {
  const size = `${Math.round(maxBytes / 1024 / 1024)} MB`;
  const text = { en: `the answer of ${host} is larger than ${size}`, zh: `${host} 的应答超过 ${size}` };
  return new LostAnswer({ reason: 'oversized', text, isPermanent: true });
}
