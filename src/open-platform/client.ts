import type { Clock } from '../model/clock.ts';
import { BugError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { JsonObject } from '../util/json.ts';
import type { Endpoint } from './endpoint.ts';
import { CallCounts, type CallObserver } from './observer.ts';
import type { Region } from './regions.ts';

export interface CallOptions {
  /** Path parameters by name, as they are: the client escapes them. */
  readonly path?: Readonly<Record<string, string>>;
  /** Lists are sent as repeated parameters; undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly body?: JsonObject;
  readonly signal?: AbortSignal;
  /** Who is charged for it in the counts: a feed's name. */
  readonly account?: string;
  /** Calls with a higher priority leave the queue of their endpoint first; 0 when absent. */
  readonly priority?: number;
}

export interface Page {
  /** The objects of the endpoint's list; lists of ids are to be read from `data`. */
  readonly items: readonly JsonObject[];
  readonly data: JsonObject;
  readonly hasMore: boolean;
  readonly total: number | undefined;
}

export interface ClientOptions {
  readonly region: Region;
  /** Overrides the region's host: a private deployment or the sandbox. */
  readonly baseUrl?: string;
  readonly credentials: { readonly appId: string; readonly appSecret: string };
  /** Share of the documented limits to use; 0 sends without pacing and only obeys the platform's answers. */
  readonly rateLimitScale?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly logger?: Logger;
  readonly observer?: CallObserver;
  /** How long one call may be retried in all. */
  readonly retryBudgetMs?: number;
  /** How long one attempt may take. */
  readonly timeoutMs?: number;
}

/** The client of one app in one tenant. Shared by all feeds, so that they share its limits and its token. */
export class OpenPlatformClient {
  readonly appId: string;
  readonly consoleUrl: string;
  readonly calls: CallCounts = new CallCounts();

  constructor(options: ClientOptions) {
    this.appId = options.credentials.appId;
    this.consoleUrl = '';
  }

  /** The answer's `data`, `{}` when there is none. Throws a `LarkstreamError` for everything but `code` 0. */
  call(endpoint: Endpoint, _options: CallOptions = {}): Promise<JsonObject> {
    return Promise.reject(new BugError({ code: 'internal.unexpected', message: `${endpoint.path} is not built yet` }));
  }

  /** Pages until the platform says that there are no more, asking one page ahead of the reader. */
  async *pages(endpoint: Endpoint, options: CallOptions & { readonly pageSize?: number } = {}): AsyncGenerator<Page> {
    const data = await this.call(endpoint, options);
    yield { items: [], data, hasMore: false, total: undefined };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
