import type { Language } from '../model/message.ts';
import type { ApiOperations, ApiStreams } from './contract/operations.ts';

/** Where the service is, and who asks. */
export interface ClientOptions {
  /** Where the service is reached, such as `https://larkstream.example.com`. */
  readonly url: string;
  /** An API token, `lks_…`. Without one, only what is public answers. */
  readonly token?: string | undefined;
  /** Of the sentences in errors: `en` unless said otherwise. `both` is English, with the Chinese in `zh`. */
  readonly language?: Language | 'both';
  /** Instead of the `fetch` of the platform, such as one that goes through a proxy. */
  readonly fetch?: (url: string, request: RequestInit) => Promise<Response>;
  /** Makes the Idempotency-Key of a creation: random unless said otherwise. */
  readonly newKey?: () => string;
}

/** What every call takes beside what its route is asked with. */
export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
}

/** What every stream takes. */
export interface StreamOptions extends CallOptions {
  /** The id of the last event that was seen: the stream goes on behind it. */
  readonly lastEventId?: string | undefined;
}

/** The argument may be left out where nothing in it is needed. */
export type Asked<Needed, Options> = object extends Needed ? [asked?: Needed & Options] : [asked: Needed & Options];

/** Routes that answer a page of a list. */
export type ApiListName = {
  [Name in keyof ApiOperations]: ApiOperations[Name]['answer'] extends {
    readonly items: readonly unknown[];
    readonly next: string | null;
  }
    ? Name
    : never;
}[keyof ApiOperations];

/** One thing of a list. */
export type ApiItem<Name extends ApiListName> = ApiOperations[Name]['answer']['items'][number];

/** An event of a stream. */
export interface ApiEvent<Name extends keyof ApiStreams> {
  readonly event: string;
  readonly data: ApiStreams[Name]['data'];
  /** What `lastEventId` takes, where the stream can go on behind it. */
  readonly id: string | undefined;
}

/** The API of a service. Routes are named as its document names them, such as `GET /pipelines/{id}`. */
export interface Client {
  /**
   * Asks a route. Creations get an Idempotency-Key of their own; changes take the `version` of what was read.
   * @throws ApiError with code, cause and cure; what the signal was aborted with
   */
  call<Name extends keyof ApiOperations>(
    name: Name,
    ...asked: Asked<ApiOperations[Name]['asked'], CallOptions>
  ): Promise<ApiOperations[Name]['answer']>;
  /** All things of a list, page after page. @throws ApiError as `call` */
  all<Name extends ApiListName>(
    name: Name,
    ...asked: Asked<ApiOperations[Name]['asked'], CallOptions>
  ): AsyncIterable<ApiItem<Name>>;
  /**
   * The events of a stream, as they come. It ends when the service ends it, also when the service stops: `lastEventId` goes on.
   * @throws ApiError as `call`, also for what ends the stream with an error
   */
  stream<Name extends keyof ApiStreams>(
    name: Name,
    ...asked: Asked<ApiStreams[Name]['asked'], StreamOptions>
  ): AsyncIterable<ApiEvent<Name>>;
}
