import type { CallPurpose } from '../model/call-purpose.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { must } from '../model/errors.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import { systemRandom } from '../model/random.ts';
import type { Secret } from '../model/secret.ts';
import type { Environment } from '../outbound/proxy.ts';
import { Transport, type TransportOptions } from '../outbound/transport.ts';
import { type JsonObject, readObject } from '../util/json.ts';
import { linkSignals } from '../util/link-signals.ts';
import type { Accepted } from './answer.ts';
import type { CallOptions, FilePart, Page, PageOptions } from './call.ts';
import { CallCounts } from './call-counts.ts';
import type { CallObserver } from './call-observer.ts';
import type { CallListener } from './call-reporter.ts';
import { type AppCredentials, type CallContext, Caller } from './caller.ts';
import { clientClosed } from './client-closed.ts';
import type { Endpoint } from './endpoint.ts';
import { readPages } from './read-pages.ts';
import { type PlatformAddress, platformAddress, type Region } from './regions.ts';
import { createScrub, type Scrub } from './scrub.ts';
import type { FetchedToken } from './tokens/token-cache.ts';

export type { CallOptions, Page } from './call.ts';

/** One app in one region and tenant; everything but region and credentials has a default. */
export interface ClientOptions {
  readonly region: Region;
  /** Overrides the region's host: a private deployment or the sandbox. */
  readonly baseUrl?: string;
  readonly credentials: AppCredentials;
  /** Share of the documented limits to use; 0 sends without pacing and only obeys the platform's answers. */
  readonly rateLimitScale?: number;
  readonly clock?: Clock;
  /** Between 0 and 1, for the jitter of repetitions. */
  readonly random?: () => number;
  readonly logger?: Logger;
  readonly observer?: CallObserver;
  /** How long one call may be repeated in all, from its first failure; five minutes when absent. */
  readonly retryBudgetMs?: number;
  /** How long one attempt may take until its answer begins; half a minute when absent. */
  readonly timeoutMs?: number;
  /** Where the proxy is named; that of the process when absent. */
  readonly environment?: Environment;
  /** Connections to the host that several clients share; its own when absent. */
  readonly transports?: SharedTransports;
}

/** Gives the transport to this address, which is made for the first who asks, and closed with all of them. */
export type SharedTransports = (address: string, make: () => Transport) => Transport;

/** The sum of what the endpoints' queues let go at a time; more sockets would only wait for each other. */
const connections = 128;
/** Of tenants of an app of the store, of which few call at a time. */
const sharedConnections = 512;

/** One user of a shared client. */
export interface ClientUse {
  readonly observer?: CallObserver | undefined;
  readonly logger?: Logger | undefined;
  /** How long one of its calls may be repeated in all; as the client's own when absent. */
  readonly retryBudgetMs?: number | undefined;
  /** Share of the documented limits that it asks for; as the client's own when absent. The smallest of all users is in force. */
  readonly rateLimitScale?: number | undefined;
}

/** A client beside another, with the same limits and the same token. */
interface Beside {
  readonly client: OpenPlatformClient;
  readonly priority: number;
  /** Of calls that name none. */
  readonly purpose?: CallPurpose | undefined;
  /** Undefined where it is the same user. */
  readonly use?: ClientUse;
  /** Called once this user is closed, each time that it is closed. */
  readonly onClosed?: (() => void) | undefined;
}

/** The client of one app in one tenant. Shared by all feeds, so that they share its limits and its token. */
export class OpenPlatformClient {
  readonly appId: string;
  /** The app's pages in the developer console. */
  readonly consoleUrl: string;
  readonly calls: CallCounts;
  readonly #options: ClientOptions;
  readonly #caller: Caller;
  readonly #scrub: Scrub;
  readonly #priority: number;
  readonly #purpose: CallPurpose | undefined;
  readonly #use: ClientUse;
  readonly #listener: CallListener;
  /** Ends what this user of the client has under way; undefined for the client itself. */
  readonly #ending: AbortController | undefined;
  readonly #detach: () => void;

  /** Throws `ConfigError` when `baseUrl` is no web address, or the environment names a proxy that is none. `beside` is for `urgent` and `share`. */
  constructor(options: ClientOptions, beside?: Beside) {
    const { credentials, clock = systemClock } = options;
    const address = platformAddress(options.region, options.baseUrl);
    this.appId = credentials.appId;
    this.consoleUrl = `${address.consoleOrigin}/app/${credentials.appId}`;
    this.#options = options;
    this.#priority = beside?.priority ?? 0;
    this.#purpose = beside?.purpose;
    this.#scrub = createScrub(() => [
      credentials.appSecret,
      ...this.#caller.tokens.known,
      ...(credentials.otherSecrets?.() ?? []),
    ]);
    if (beside !== undefined && beside.use === undefined) {
      const { client } = beside;
      this.calls = client.calls;
      this.#caller = client.#caller;
      this.#use = client.#use;
      this.#listener = client.#listener;
      this.#ending = client.#ending;
      this.#detach = client.#detach;
      return;
    }
    this.#use = beside?.use ?? options;
    this.calls = new CallCounts(() => clock.elapsed());
    const { observer, logger = silentLogger } = this.#use;
    this.#listener = { observers: observer === undefined ? [this.calls] : [this.calls, observer], logger };
    this.#ending = beside === undefined ? undefined : new AbortController();
    this.#caller = beside === undefined ? this.#createCaller(address) : beside.client.#caller;
    const detach = this.#caller.attach(this.#listener);
    const { rateLimitScale = options.rateLimitScale ?? 1 } = this.#use;
    const leave = beside === undefined ? undefined : this.#caller.governor.join(rateLimitScale);
    this.#detach = () => {
      detach();
      leave?.();
      beside?.onClosed?.();
    };
  }

  #createCaller({ origin, pathPrefix }: PlatformAddress): Caller {
    const { credentials, clock = systemClock, environment = process.env, timeoutMs = 30_000 } = this.#options;
    return new Caller({
      transport: this.#createTransport({ origin, pathPrefix, environment, timeoutMs }),
      credentials,
      errors: { consoleUrl: this.consoleUrl, scrub: (text) => this.#scrub(text) },
      clock,
      random: this.#options.random ?? systemRandom,
      rateLimitScale: this.#options.rateLimitScale ?? 1,
      retryBudgetMs: this.#options.retryBudgetMs ?? 5 * 60_000,
    });
  }

  /** One that is shared stays open when this client is closed. */
  #createTransport(options: Omit<TransportOptions, 'connections'>): Pick<Transport, 'send' | 'close'> {
    const { transports } = this.#options;
    if (transports === undefined) return new Transport({ ...options, connections });
    const make = (): Transport => new Transport({ ...options, connections: sharedConnections });
    const shared = transports(`${options.origin} ${options.pathPrefix}`, make);
    return { send: (request) => shared.send(request), close: async () => {} };
  }

  /** What multiplies the documented limits now: the smallest that a user asks for; 0 for no pacing. */
  get rateLimitScale(): number {
    return this.#caller.governor.scale;
  }

  /** The same client, with the same limits and token; its calls are for changes, and leave their queues before all others. */
  urgent(): OpenPlatformClient {
    return new OpenPlatformClient(this.#options, { client: this, priority: 1, purpose: 'changes' });
  }

  /** The same client, whose calls are for this where they do not say what they are for. */
  madeFor(purpose: CallPurpose): OpenPlatformClient {
    return new OpenPlatformClient(this.#options, { client: this, priority: this.#priority, purpose });
  }

  /** The same limits and token for another user, which observes and ends only its own calls. */
  share(use: ClientUse, onClosed?: () => void): OpenPlatformClient {
    return new OpenPlatformClient(this.#options, { client: this, priority: 0, use, onClosed });
  }

  /**
   * The answer's `data`, `{}` when there is none. Throws a `LarkstreamError` for everything but `code` 0, after what
   * helps has been tried; `platformCode` of `error-map.ts` gives the platform's own code.
   */
  async call(endpoint: Endpoint, options: CallOptions = {}): Promise<JsonObject> {
    const { body } = await this.#call(endpoint, options);
    return readObject(body, 'data');
  }

  /** The whole body of an answer that has no `data`. */
  async callFlat(endpoint: Endpoint, options: CallOptions = {}): Promise<JsonObject> {
    const { body } = await this.#call(endpoint, options);
    return body;
  }

  /** The same for an answer that is a list, with the texts of `keepTexts`. */
  async callKeeping(endpoint: Endpoint, options: CallOptions): Promise<Pick<Page, 'data' | 'texts'>> {
    const { body, texts } = await this.#call(endpoint, options);
    return { data: readObject(body, 'data'), texts };
  }

  async #call(endpoint: Endpoint, options: CallOptions, maxTriesFor?: CallContext['maxTriesFor']): Promise<Accepted> {
    const purpose = this.#purpose === undefined ? {} : { purpose: this.#purpose };
    const ranked =
      this.#priority === 0 ? { ...purpose, ...options } : { priority: this.#priority, ...purpose, ...options };
    const context = { listener: this.#listener, maxTriesFor, retryBudgetMs: this.#use.retryBudgetMs };
    return await this.#untilEnding(ranked.signal, (signal) =>
      this.#caller.call(endpoint, signal === undefined ? ranked : { ...ranked, signal }, context),
    );
  }

  async #untilEnding<T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal | undefined) => Promise<T>,
  ): Promise<T> {
    if (this.#ending === undefined) return await work(signal);
    const linked = linkSignals(signal, this.#ending.signal);
    try {
      return await work(linked.signal);
    } finally {
      linked.release();
    }
  }

  /** A part of a file, or all of it: `lark.answer.oversized` when it is larger than was asked for. */
  async download(
    endpoint: Endpoint,
    options: CallOptions &
      ({ readonly part: NonNullable<CallOptions['part']> } | { readonly file: NonNullable<CallOptions['file']> }),
  ): Promise<FilePart> {
    const { file } = await this.#call(endpoint, options);
    return must(file, 'A file');
  }

  /**
   * The pages of a listing, to its end, in the documented maximum size. Asks for the next page before it hands out the
   * present one. Throws as `call` does, never ends early instead.
   */
  pages(endpoint: Endpoint, options: PageOptions = {}): AsyncGenerator<Page> {
    return readPages({
      endpoint,
      options,
      call: async (pageOptions, maxTriesFor) => {
        const { body, texts } = await this.#call(endpoint, pageOptions, maxTriesFor);
        return { data: readObject(body, 'data'), texts };
      },
    });
  }

  /** Proves that the platform accepts the app id and secret. Throws `lark.credentials.rejected` and the like. */
  async authenticate(signal?: AbortSignal): Promise<void> {
    await this.#untilEnding(signal, (until) => this.#caller.authenticate(until));
  }

  /** A token, for another process that calls in the name of the app. `rejected`: one that the platform refuses. */
  async giveToken(rejected?: Secret): Promise<FetchedToken> {
    return await this.#untilEnding(undefined, () => this.#caller.fetchToken(rejected));
  }

  /** Ends all its calls under way with a `StoppedError`; those of users beside it as well, unless it is itself one. */
  async close(): Promise<void> {
    this.#detach();
    if (this.#ending === undefined) await this.#caller.close();
    else this.#ending.abort(clientClosed());
  }
}
