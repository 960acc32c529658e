import { type Clock, systemClock } from '../model/clock.ts';
import { type LarkstreamError, must, toLarkstreamError } from '../model/errors.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import { systemRandom } from '../model/random.ts';
import type { Environment } from '../outbound/proxy.ts';
import { Transport } from '../outbound/transport.ts';
import { type JsonObject, readObject } from '../util/json.ts';
import type { CallOptions, FilePart, Page, PageOptions } from './call.ts';
import { CallCounts } from './call-counts.ts';
import { type AppCredentials, Caller } from './caller.ts';
import type { Endpoint } from './endpoint.ts';
import type { CallObserver } from './observer.ts';
import { readPages } from './pages.ts';
import { platformAddress, type Region } from './regions.ts';
import { createScrub, type Scrub } from './scrub.ts';

export type { CallOptions, Page } from './call.ts';

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
}

/** The sum of what the endpoints' queues let go at a time; more sockets would only wait for each other. */
const connections = 128;

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

  /** Throws `ConfigError` when `baseUrl` is no web address, or the environment names a proxy that is none. With `shared` it is a second face of that client. */
  constructor(options: ClientOptions, shared?: { readonly client: OpenPlatformClient; readonly priority: number }) {
    const { credentials, clock = systemClock } = options;
    const address = platformAddress(options.region, options.baseUrl);
    this.appId = credentials.appId;
    this.consoleUrl = `${address.consoleOrigin}/app/${credentials.appId}`;
    this.#options = options;
    this.#priority = shared?.priority ?? 0;
    this.calls = shared?.client.calls ?? new CallCounts(() => clock.now());
    this.#scrub = createScrub(() => [
      credentials.appSecret,
      ...this.#caller.tokens.known,
      ...(credentials.otherSecrets?.() ?? []),
    ]);
    if (shared !== undefined) {
      this.#caller = shared.client.#caller;
      return;
    }
    this.#caller = new Caller({
      transport: new Transport({
        origin: address.origin,
        pathPrefix: address.pathPrefix,
        environment: options.environment ?? process.env,
        timeoutMs: options.timeoutMs ?? 30_000,
        connections,
      }),
      credentials,
      errors: { consoleUrl: this.consoleUrl, scrub: (text) => this.#scrub(text) },
      observers: options.observer === undefined ? [this.calls] : [this.calls, options.observer],
      clock,
      random: options.random ?? systemRandom,
      logger: options.logger ?? silentLogger,
      rateLimitScale: options.rateLimitScale ?? 1,
      retryBudgetMs: options.retryBudgetMs ?? 5 * 60_000,
    });
  }

  /** Multiplies the documented limits; 0 for no pacing. */
  get rateLimitScale(): number {
    return this.#options.rateLimitScale ?? 1;
  }

  /** The same client, with the same limits and token; its calls leave their queues before all others. */
  urgent(): OpenPlatformClient {
    return new OpenPlatformClient(this.#options, { client: this, priority: 1 });
  }

  /**
   * The answer's `data`, `{}` when there is none. Throws a `LarkstreamError` for everything but `code` 0, after what
   * helps has been tried; `platformCode` of `error-map.ts` tells the platform's own code.
   */
  async call(endpoint: Endpoint, options: CallOptions = {}): Promise<JsonObject> {
    const { body } = await this.#caller.call(endpoint, this.#ranked(options));
    return readObject(body, 'data');
  }

  /** The whole body of an answer that has no `data`. */
  async callFlat(endpoint: Endpoint, options: CallOptions = {}): Promise<JsonObject> {
    const { body } = await this.#caller.call(endpoint, this.#ranked(options));
    return body;
  }

  /** The same for an answer that is a list, with the texts of `keepTexts`. */
  async callKeeping(endpoint: Endpoint, options: CallOptions): Promise<Pick<Page, 'data' | 'texts'>> {
    const { body, texts } = await this.#caller.call(endpoint, this.#ranked(options));
    return { data: readObject(body, 'data'), texts };
  }

  #ranked(options: CallOptions): CallOptions {
    return this.#priority === 0 ? options : { priority: this.#priority, ...options };
  }

  /** A part of a file. */
  async download(
    endpoint: Endpoint,
    options: CallOptions & { readonly part: NonNullable<CallOptions['part']> },
  ): Promise<FilePart> {
    const { file } = await this.#caller.call(endpoint, this.#ranked(options));
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
      call: async (pageOptions, triesFor) => {
        const { body, texts } = await this.#caller.call(endpoint, this.#ranked(pageOptions), triesFor);
        return { data: readObject(body, 'data'), texts };
      },
    });
  }

  /** Proves that the platform accepts the app id and secret. Throws `lark.credentials.rejected` and the like. */
  async authenticate(signal?: AbortSignal): Promise<void> {
    await this.#caller.authenticate(signal);
  }

  /** Ends all calls under way with a `StoppedError`. */
  async close(): Promise<void> {
    await this.#caller.close();
  }
}

/**
 * Whether the credentials are good at this region's own host: for a person who may have named the wrong region.
 * Undefined when they are, else why not.
 */
export async function probeCredentials(options: ClientOptions, region: Region): Promise<LarkstreamError | undefined> {
  const { baseUrl: _baseUrl, observer: _observer, ...rest } = options;
  const client = new OpenPlatformClient({ ...rest, region, retryBudgetMs: 0, timeoutMs: 10_000 });
  try {
    await client.authenticate();
    return undefined;
  } catch (error) {
    return toLarkstreamError(error);
  } finally {
    await client.close();
  }
}
