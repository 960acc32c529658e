import type { HintsOf } from '../hints.ts';
import type { TableKey } from './rows.ts';

export interface RecordsTarget extends TableKey {
  readonly recordIds: readonly string[];
}

export interface BaseTargets {
  readonly records: RecordsTarget;
  /** The columns of a table, and so the shape of its records. */
  readonly table: TableKey;
}

export type BaseHint = HintsOf<BaseTargets>;
