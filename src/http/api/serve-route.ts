import type { BlockList } from 'node:net';
import { assertMay } from '../../control/accounts/assert-may.ts';
import { authenticate, renewCaller } from '../../control/accounts/authenticate.ts';
import type { ControlParts } from '../../control/parts.ts';
import { RequestHash } from '../../control/request-hash.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { AccountLists } from './account-lists.ts';
import { answerOnce } from './answer-once.ts';
import type { ApiContext } from './api-context.ts';
import { clientAddress } from './client-address.ts';
import { browserCookie, credentialsOf, type SignInCookie } from './credentials.ts';
import { eventStream } from './event-stream.ts';
import { OpenStreams } from './open-streams.ts';
import { assertOwnOrigin } from './origin.ts';
import { etagOf, idempotencyKeyOf, versionOf } from './preconditions.ts';
import { publicBytes, readBody, usualBytes } from './read-body.ts';
import { parseBody, type RawInput } from './read-input.ts';
import type { Admission, Place, Raw, Route, Work } from './route.ts';
import { Strangers } from './strangers.ts';

interface ServerParts {
  readonly parts: ControlParts;
  readonly cookie: SignInCookie;
  readonly origins: ReadonlySet<string>;
  readonly proxies: BlockList;
  readonly stopping: AbortSignal;
  readonly strangers: Strangers;
}

const goodStatuses = [200, 201, 202] as const;

/** Takes a request through what all routes have in common: whose it is, whether it may, what it needs, and the shape of its answer. */
export class RouteServer {
  readonly #server: ServerParts;
  readonly #hash: RequestHash;
  readonly #streams = new OpenStreams();
  readonly #lists = new AccountLists();
  readonly #large = new Strangers(4);

  constructor(server: ServerParts) {
    this.#server = server;
    this.#hash = new RequestHash(server.parts);
  }

  /** @throws LarkstreamError what the route's answer is then a problem of */
  async serve(route: Route, context: ApiContext): Promise<Response> {
    const { parts, strangers } = this.#server;
    const caller = await this.#callerOf(route, context);
    const { admit } = route;
    if (admit === undefined) return await this.#serveFor(caller, route, context);
    const { mostBytes, place = largePlace(this.#large) } = await strangers.during(() =>
      admit(parts, context.req.param()),
    );
    try {
      return await this.#serveFor(caller, route, context, { mostBytes, place });
    } finally {
      place.leave();
    }
  }

  async #serveFor(
    caller: Caller,
    route: Route,
    context: ApiContext,
    admission?: Required<Admission>,
  ): Promise<Response> {
    const { parts, cookie, stopping, strangers } = this.#server;
    const header = (name: string): string | undefined => context.req.header(name);
    const version = versionOf(route.kind, header('if-match'));
    const key = idempotencyKeyOf(route, header('idempotency-key'));
    const text = await bodyOf(route, context, admission);
    const work = route.prepare(rawInput(context, text));
    const leaving = new AbortController();
    const asked = {
      parts,
      caller,
      params: undefined,
      query: undefined,
      body: undefined,
      version,
      browser: browserCookie(context, cookie),
      lastEventId: header('last-event-id'),
      signal: route.isStream ? leaving.signal : context.req.raw.signal,
      key,
    };
    if (work.kind === 'stream') {
      // Hono answers HEAD as GET without its body: nobody would ever end the stream.
      if (context.req.raw.method === 'HEAD') return context.body(null, 200, { 'Content-Type': 'text/event-stream' });
      const leave = this.#streams.enter(caller);
      leaving.signal.addEventListener('abort', leave, { once: true });
      try {
        return eventStream(context, await work.open(asked), {
          ...parts,
          stopping,
          leaving,
          assertMayStay: () => this.#assertMayStay(route, caller),
        });
      } catch (thrown) {
        leaving.abort();
        throw thrown;
      }
    }
    const once = async (): Promise<{ status: number; body: unknown }> => {
      const answer = (): Promise<unknown> => (route.readsMuch === true ? this.#list(work, asked) : work.answer(asked));
      const isStrangers = route.action === 'public' && admission === undefined;
      const body = await (isStrangers ? strangers.during(answer) : answer());
      return { status: route.status ?? (route.answer === undefined ? 204 : 200), body };
    };
    const hash = (): Promise<string> => this.#hash.of(`${route.method} ${context.req.path}\n${text}`);
    const answer =
      key === undefined || route.kind !== 'create'
        ? { ...(await once()), isRepeated: false }
        : await answerOnce(
            parts,
            {
              key,
              actor: caller.accountId ?? '',
              hash: await hash(),
              requestId: caller.requestId,
              shownOnce: route.shownOnce,
            },
            once,
          );
    if (answer.isRepeated) context.header('Idempotency-Replayed', 'true');
    return toResponse(route, context, answer);
  }

  /** Of lists few are read at once, and for nobody who has gone. */
  async #list(work: Extract<Work, { readonly kind: 'once' }>, asked: Raw): Promise<unknown> {
    const { parts, caller, signal } = asked;
    // A person does not wait for what their programs read.
    const store = parts.store.readingFor({ who: `${caller.kind} ${caller.accountId}`, signal });
    return await this.#lists.during(caller, signal, () => work.answer({ ...asked, parts: { ...parts, store } }));
  }

  /** A stream may last for days: meanwhile its asker may have lost the right to it. */
  async #assertMayStay({ action }: Route, caller: Caller): Promise<void> {
    let now: Caller | undefined;
    try {
      now = await renewCaller(this.#server.parts, caller);
    } catch (thrown) {
      // A store that is away tells nothing to anybody, and is asked again with the next sign of life.
      if (toLarkstreamError(thrown).family === 'transient') return;
      throw thrown;
    }
    if (now === undefined) throw signInNeeded();
    if (action !== 'public') assertMay(now, action);
  }

  async #callerOf({ action, method, isNobodys = false }: Route, context: ApiContext): Promise<Caller> {
    const { parts, cookie, origins, proxies, strangers } = this.#server;
    const header = (name: string): string | undefined => context.req.header(name);
    const credentials = credentialsOf(context, cookie);
    // A cookie comes along with requests of any page; what needs no account uses none.
    const usesCookie = credentials.token === undefined && !(action === 'public' && isNobodys);
    if (method !== 'get' && usesCookie) assertOwnOrigin(header, origins);
    const from = {
      address: clientAddress(context.env?.incoming?.socket.remoteAddress, header('x-forwarded-for'), proxies),
      requestId: context.get('requestId'),
    };
    if (action === 'public')
      return { kind: 'setup', id: undefined, name: '', role: 'viewer', accountId: undefined, ...from };
    const caller = await strangers.during(() => authenticate(parts, credentials, from));
    if (caller === undefined) throw signInNeeded();
    context.env?.believe?.();
    context.set('isKnown', true);
    assertMay(caller, action);
    return caller;
  }
}

function signInNeeded(): ConfigError {
  return new ConfigError({
    code: 'api.sign.in.needed',
    message: { en: 'The request comes from nobody who is signed in', zh: '请求未登录' },
  });
}

function rawInput(context: ApiContext, text: string): RawInput {
  const query = Object.entries(context.req.queries()).map(([name, all]) => [name, all.length === 1 ? all[0] : all]);
  return { params: context.req.param(), query: Object.fromEntries(query), body: parseBody(text) };
}

async function bodyOf(
  { method, action }: Route,
  context: ApiContext,
  admission?: Required<Admission>,
): Promise<string> {
  if (method === 'get') return '';
  const maxBytes = action === 'public' ? publicBytes : usualBytes;
  const bounds = admission === undefined ? { maxBytes } : { maxBytes: admission.mostBytes, grow: admission.place.grow };
  return await readBody(context.req.raw, bounds);
}

/** Of bodies that are larger than usual few are held at once. */
function largePlace(large: Strangers): Place {
  let size = 0;
  let leave: (() => void) | undefined;
  return {
    grow: (bytes) => {
      size += bytes;
      if (size > usualBytes) leave ??= large.enter();
    },
    leave: () => leave?.(),
  };
}

function toResponse(
  route: Route,
  context: ApiContext,
  { status, body }: { readonly status: number; readonly body: unknown },
): Response {
  const { version } = typeof body === 'object' && body !== null && 'version' in body ? body : {};
  if (typeof version === 'number') context.header('ETag', etagOf(version));
  if (route.media !== undefined) context.header('Content-Type', route.media);
  else if (status !== 204) context.header('Content-Type', 'application/json; charset=utf-8');
  const text = route.media === undefined ? JSON.stringify(body) : String(body);
  // `newResponse` rather than `json`: the headers that were set until here come along.
  return status === 204
    ? context.newResponse(null, 204)
    : context.newResponse(text, goodStatuses.find((good) => good === status) ?? 200);
}
