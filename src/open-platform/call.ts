import type { CallPurpose } from '../model/call-purpose.ts';
import type { JsonObject } from '../util/json.ts';
import type { JsonText } from '../util/json-text.ts';

/** Query parameters by name. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One call of an endpoint: what is sent, and how its answer is read. */
export interface CallOptions {
  /** Path parameters by name, as they are: the client escapes them. */
  readonly path?: Readonly<Record<string, string>>;
  /** Lists are sent as repeated parameters; undefined values are left out. */
  readonly query?: Query;
  readonly body?: JsonObject;
  /** Sent in place of a body. */
  readonly form?: Form;
  readonly signal?: AbortSignal;
  /** Who is charged for it in the counts: a feed's name. */
  readonly feed?: string;
  /** `exact` when absent. */
  readonly purpose?: CallPurpose;
  /** Calls with a higher priority leave the queue of their endpoint first; 0 when absent. */
  readonly priority?: number;
  /** Keys of the list's items whose values are not parsed: an index into `Page.texts` stands in their place. */
  readonly keepTexts?: ReadonlySet<string>;
  /** The answer is this part of a file, both ends included. */
  readonly part?: { readonly from: number; readonly to: number };
  /** The answer is a whole file, of at most so many bytes. */
  readonly file?: { readonly mostBytes: number };
  /** How long it may be repeated in all, from its first failure; as the client's calls are when absent, not at all with 0. */
  readonly retryBudgetMs?: number;
  /** What rests when the platform says that too much is done to it at once (a chat); its Base when absent. */
  readonly pauseKey?: string;
}

/** Fields and one file, as `multipart/form-data`. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly field: string; readonly name: string; readonly content: Uint8Array };
}

/** Bytes of a file that was asked for by `part` or `file`. */
export interface FilePart {
  readonly bytes: Buffer;
  /** As the answer says it; `application/octet-stream` where it says nothing. */
  readonly type: string;
  /** The size of the whole file, where the answer says it. */
  readonly total: number | undefined;
}

/** One listing; `query` and `body` are the same for each page. */
export interface PageOptions extends CallOptions {
  /** The documented maximum when absent. */
  readonly pageSize?: number;
  /** Goes on with a listing from `Page.nextToken` of an earlier one; it starts over when that is no longer accepted. */
  readonly startToken?: string | undefined;
  /** The reader stops as soon as it has what it needs: no page is asked for before the one ahead of it is read. */
  readonly onDemand?: boolean;
}

/** One page of a listing. */
export interface Page {
  /** The objects of the endpoint's list; lists of ids are to be read from `data`. */
  readonly items: readonly JsonObject[];
  /** Entries of the lists that are none: no objects, or no ids. */
  readonly unreadable: number;
  readonly data: JsonObject;
  /** See `CallOptions.keepTexts`; `liftedAt` of `util/json-text.ts` reads them. */
  readonly texts: readonly JsonText[];
  readonly hasMore: boolean;
  /** How many there are in all, where the endpoint says so. */
  readonly total: number | undefined;
  /** Where the next page begins; undefined on the last one. */
  readonly nextToken: string | undefined;
  /** The listing started over, because its token was no longer accepted: what came before comes again. */
  readonly isRestart?: boolean;
}
