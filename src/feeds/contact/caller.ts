import type { OpenPlatformClient, Page } from '../../open-platform/client.ts';
import type { Endpoint } from '../../open-platform/endpoint.ts';
import type { JsonObject } from '../../util/json.ts';
import type { IdTypes } from './settings.ts';

const openIds: IdTypes = { user_id_type: 'open_id', department_id_type: 'open_department_id' };

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

  /** The same by open ids, by which events and what is remembered name people and departments. */
  byOpenIds(): Caller {
    return new Caller({ ...this.#options, idTypes: openIds });
  }

  /** True when its records are those that `byOpenIds` gets. */
  get usesOpenIds(): boolean {
    return (
      this.idTypes.user_id_type === openIds.user_id_type &&
      this.idTypes.department_id_type === openIds.department_id_type
    );
  }

  call(endpoint: Endpoint, parameters: Parameters): Promise<JsonObject> {
    return this.#options.client.call(endpoint, this.#complete(parameters));
  }

  /** A listing may start over, so a reader may meet a record twice. */
  pages(endpoint: Endpoint, parameters: Parameters): AsyncGenerator<Page> {
    return this.#options.client.pages(endpoint, this.#complete(parameters));
  }

  #complete({ path, query }: Parameters): Parameters & { signal: AbortSignal; account: string } {
    const { signal, account } = this.#options;
    return { ...(path === undefined ? {} : { path }), query: { ...this.idTypes, ...query }, signal, account };
  }
}
