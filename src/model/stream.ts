import type { JsonValue } from '../util/json.ts';
import type { JsonText } from '../util/json-text.ts';
import type { Message } from './message.ts';
import type { ModuleName } from './module-name.ts';

export type { ModuleName } from './module-name.ts';

/**
 * `timestamp` values are RFC 3339 UTC text, `date` values `YYYY-MM-DD`, `json` values any JSON value.
 * `integer` fits 64 bits; ids are always `string`.
 */
export const columnTypes = ['string', 'integer', 'number', 'boolean', 'timestamp', 'date', 'json'] as const;
/** One of `columnTypes`; each destination maps it to a type of its own. */
export type ColumnType = (typeof columnTypes)[number];

/** One column of a stream's table. `name` is fit for SQL and stays the same from run to run. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly description: Message;
  /** What a person calls it, where the name is made of an id. */
  readonly title?: string;
  /** What a `json` column always holds, where that is known. */
  readonly shape?: 'object' | 'array';
  /** Changes without an edit: a row in which nothing else is new counts as unchanged, and keeps the value it had. */
  readonly volatile?: boolean;
}

/** Parts of values that change without an edit, such as signatures of links. */
export interface VolatileParts {
  /** A text without which there is no such part: looking for it is quick. */
  readonly mark: string;
  /** Global; what it matches is left out of the comparison. */
  readonly pattern: RegExp;
}

/**
 * What a read makes of the state of an earlier one: `incremental` – it delivers only what is new or may have changed;
 * `resumable` – it delivers everything, but an interrupted one continues where it stopped; `full` – it delivers everything.
 */
export type Continuation = 'incremental' | 'resumable' | 'full';

/** One table's worth of records. Streams of one module share their walk, and so what it remembers. */
export interface Stream {
  readonly name: string;
  readonly title: Message;
  readonly description: Message;
  readonly module: ModuleName;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  /** Columns that name the parent record; a parent's rows always arrive together and replace what was there. */
  readonly parentKey?: readonly string[];
  /** The column that grows with time, where reading on from the last state is possible. */
  readonly cursor?: string;
  /** `full` when absent. */
  readonly continuation?: Continuation;
  readonly volatileParts?: VolatileParts;
}

/** One record: column name → value, JSON-serialisable, in the types of `Column`. Absent columns are null. */
export type Row = Record<string, RowValue>;

/** `JsonText` is JSON that is passed on as it was received. */
export type RowValue = JsonValue | JsonText;

/** The values of the key columns, in the order of `primaryKey` or `parentKey`. */
export type Key = readonly string[];
