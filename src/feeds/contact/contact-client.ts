import type { Stream } from '../../model/stream.ts';
import { type Endpoint, endpointLabel } from '../../open-platform/endpoint.ts';
import type { OpenPlatformClient, Page } from '../../open-platform/open-platform-client.ts';
import type { JsonObject } from '../../util/json.ts';
import { Problems } from '../problems.ts';
import type { IdTypes } from './id-types.ts';

const openIds: IdTypes = { user_id_type: 'open_id', department_id_type: 'open_department_id' };

/** `feed` is who the calls are counted for, which may be another feed than Contact. */
interface ContactClientOptions {
  readonly client: OpenPlatformClient;
  readonly signal: AbortSignal;
  readonly feed: string;
  readonly idTypes: IdTypes;
  /** Where what cannot be read is noted; nowhere when absent. */
  readonly problems?: Problems;
}

interface Parameters {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | boolean | readonly string[]>>;
}

/** Contact calls of one walk: all of them carry the same types of ids. */
export class ContactClient {
  readonly idTypes: IdTypes;
  readonly problems: Problems;
  readonly #options: ContactClientOptions;

  constructor(options: ContactClientOptions) {
    this.#options = options;
    this.problems = options.problems ?? new Problems();
    this.idTypes = options.idTypes;
  }

  /** The same by open ids, by which events and what is remembered name people and departments. */
  byOpenIds(): ContactClient {
    return new ContactClient({ ...this.#options, idTypes: openIds, problems: this.problems });
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

  /** Items of an answer that were to become rows of these streams. */
  noteUnreadable(streams: readonly Stream[], count: number, endpoint: Endpoint): void {
    for (const { name } of streams) this.problems.unreadable(name, count, endpointLabel(endpoint));
  }

  #complete({ path, query }: Parameters): Parameters & { signal: AbortSignal; feed: string } {
    const { signal, feed } = this.#options;
    return { ...(path === undefined ? {} : { path }), query: { ...this.idTypes, ...query }, signal, feed };
  }
}
