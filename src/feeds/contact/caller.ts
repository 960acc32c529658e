import { toLarkstreamError } from '../../model/errors.ts';
import type { OpenPlatformClient, Page } from '../../open-platform/client.ts';
import type { Endpoint } from '../../open-platform/endpoint.ts';
import type { JsonObject } from '../../util/json.ts';
import { isPageTokenStale } from './failures.ts';
import type { IdTypes } from './settings.ts';

export interface CallerOptions {
  readonly client: OpenPlatformClient;
  readonly signal: AbortSignal;
  readonly account: string;
  readonly idTypes: IdTypes;
}

interface Parameters {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | boolean | readonly string[]>>;
}

/** Contact calls of one walk: all of them carry the same types of ids. */
export class Caller {
  readonly idTypes: IdTypes;
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.idTypes = options.idTypes;
  }

  call(endpoint: Endpoint, parameters: Parameters): Promise<JsonObject> {
    return this.#options.client.call(endpoint, this.#complete(parameters));
  }

  /** Starts over once when the platform no longer knows its page token, so a reader may meet a record twice. */
  async *pages(endpoint: Endpoint, parameters: Parameters): AsyncGenerator<Page, void, void> {
    for (let attempt = 1; ; attempt++) {
      try {
        yield* this.#options.client.pages(endpoint, this.#complete(parameters));
        return;
      } catch (thrown) {
        const error = toLarkstreamError(thrown);
        if (attempt > 1 || !isPageTokenStale(error)) throw error;
      }
    }
  }

  #complete({ path, query }: Parameters): Parameters & { signal: AbortSignal; account: string } {
    const { signal, account } = this.#options;
    return { ...(path === undefined ? {} : { path }), query: { ...this.idTypes, ...query }, signal, account };
  }
}
