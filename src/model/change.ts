import type { JsonValue } from '../util/json.ts';
import type { LarkstreamError } from './errors.ts';
import type { Message } from './message.ts';
import type { Key, ModuleName, Row } from './stream.ts';

/** Rows whose columns equal the given values, or lie in the given set or half-open range. All conditions hold together. */
export interface Scope {
  readonly equals?: Readonly<Record<string, string>>;
  readonly oneOf?: { readonly column: string; readonly values: readonly string[] };
  /** `from <= column < to`; both RFC 3339 for timestamp columns. */
  readonly range?: { readonly column: string; readonly from: string; readonly to: string };
}

/** Records as they are now. With `parents`, all rows of these parents are in `rows` and replace what the parents had. */
export interface RowsChange {
  readonly kind: 'rows';
  readonly stream: string;
  readonly rows: readonly Row[];
  readonly parents?: readonly Key[];
  /**
   * Columns that these rows do not speak of, because the source may not see them: what the destination holds there stays.
   * In the rows they are null.
   */
  readonly silent?: readonly string[];
}

/** Records that are known to be gone upstream, by primary key. */
export interface DeletesChange {
  readonly kind: 'deletes';
  readonly stream: string;
  readonly keys: readonly Key[];
}

/**
 * Everything inside `scope` has been delivered, completely and without an error: what the destination holds there and was not
 * delivered since the run began (since the refresh began, where `within` says so) is gone upstream. `confirmed` says that the platform itself vouches for it
 * (the table is listed with no rows, or no longer listed); without it a large disappearance is refused as suspicious.
 */
export interface ScannedChange {
  readonly kind: 'scanned';
  readonly stream: string;
  readonly scope: Scope;
  readonly confirmed?: boolean;
  /** Set by the engine: the scan was made by a refresh, of which there are any number in one run. */
  readonly within?: 'refresh';
  /**
   * Set where the platform can be asked about single records (`Source.confirm`), for pages that shift while they are read can hide
   * one: what the feed needs for that. Opaque outside the feed that wrote it.
   */
  readonly lookup?: JsonValue;
  /** The scope is empty upstream, so that no page can have hidden a record: of the missing, some are enough to ask for. */
  readonly isEmpty?: true;
  /** What is remembered of this slice of the module covers what the scan deletes: it is not, where the scan was not acted on. */
  readonly slice?: string;
}

/**
 * Records of these keys are there upstream, although nothing else is said of them. Where the destination holds none, a scan with a `lookup` asks
 * for them.
 */
export interface PresentChange {
  readonly kind: 'present';
  readonly stream: string;
  readonly keys: readonly Key[];
}

/** What to remember of one slice; it covers every change that came before it. `null` forgets the slice. */
export interface StateChange {
  readonly kind: 'state';
  readonly module: ModuleName;
  readonly slice: string;
  readonly state: JsonValue;
  /** It covers what no state has covered before, new records of the meantime apart: a read that is broken off goes on from there. */
  readonly isFurther?: boolean;
}

/** How many rows the stream is expected to bring in all, as far as known now. */
export interface EstimateChange {
  readonly kind: 'estimate';
  readonly stream: string;
  readonly rows: number;
}

/** The share of these streams' walk that is done. Sent only when the whole work is known, so that the share never falls. */
export interface ProgressChange {
  readonly kind: 'progress';
  readonly streams: readonly string[];
  readonly done: number;
  readonly of: number;
}

/** Something a person should know of these streams that does not make the read incomplete. */
export interface WarningChange {
  readonly kind: 'warning';
  readonly streams: readonly string[];
  readonly message: Message;
}

/** These streams miss something in this run; what was delivered stays, and other streams are read on. */
export interface IncompleteChange {
  readonly kind: 'incomplete';
  readonly streams: readonly string[];
  readonly error: LarkstreamError;
}

/**
 * Each part of these streams was read exactly at `asOf` (milliseconds since the epoch) or later, and is read again within `withinMs`; null while one never was.
 * See `Freshness`. Comes before `complete`, and counts only with it; without it all of a complete stream was read.
 */
export interface AuditedChange {
  readonly kind: 'audited';
  readonly streams: readonly string[];
  readonly asOf: number | null;
  readonly withinMs: number;
}

/**
 * This read has come to the end of these streams: it has delivered everything of them before, except for what an `incomplete`
 * change has named. Without it a stream does not count as read.
 */
export interface CompleteChange {
  readonly kind: 'complete';
  readonly streams: readonly string[];
}

/** A source's answer is a sequence of these; order matters between data and state. */
export type Change =
  | RowsChange
  | DeletesChange
  | ScannedChange
  | PresentChange
  | StateChange
  | EstimateChange
  | ProgressChange
  | WarningChange
  | IncompleteChange
  | AuditedChange
  | CompleteChange;
