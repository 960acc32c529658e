import type { HintsOf } from '../hints.ts';
import type { TableKey } from './rows.ts';

/** Records of one table that were added, edited or deleted. */
export interface RecordsTarget extends TableKey {
  readonly recordIds: readonly string[];
}

/** What a Base event can point at, by kind of hint. */
export interface BaseTargets {
  readonly records: RecordsTarget;
  /** The columns of a table, and so the shape of its records. */
  readonly table: TableKey;
}

/** One hint of any kind of `BaseTargets`. */
export type BaseHint = HintsOf<BaseTargets>;
