import type { RecordOrder } from './record-scan.ts';
import type { TableErrorHttpMode } from './table-failures.ts';

export const tableTemplates = ['orders', 'every-type', 'new-base'] as const;
export type TableTemplate = (typeof tableTemplates)[number];

export interface TableSize {
  readonly rows: number;
  /** `orders` is the table for volume (about 1 KB a record); `every-type` has a column of every documented type. */
  readonly template: TableTemplate;
  readonly name?: string;
}

export interface BaseSize {
  readonly name?: string;
  /** IANA zone in which date conditions are cut to days. */
  readonly timeZone?: string;
  readonly tables: readonly TableSize[];
}

/** How many Bases there are and how the simulated tenant settles what the documentation leaves open. */
export interface TableOptions {
  readonly bases: readonly BaseSize[];
  readonly errorHttp: TableErrorHttpMode;
  /** What a table answers under advanced permissions: an empty success, or 1254302. */
  readonly advancedPermissions: 'empty' | 'refused';
  /** Whether two record reads of one Base at the same time are refused with 1254607. */
  readonly overlappingReads: 'allowed' | 'refused';
  readonly recordOrder: RecordOrder;
  /** Whether `isGreater` [day] also yields that day's own rows. */
  readonly greaterIncludesDay: boolean;
  /** Whether a change in a linked table moves the revision of the tables that look it up. */
  readonly lookupMovesRevision: boolean;
  readonly pageTokenTtlMs: number;
  /** Stage and button columns, whose value shapes are undocumented. */
  readonly unconfirmedTypes: boolean;
}

export const defaultTableOptions: TableOptions = {
  bases: [
    {
      name: 'Sales',
      tables: [
        { rows: 1_200, template: 'orders', name: 'Orders' },
        { rows: 320, template: 'every-type', name: '数据表' },
        { rows: 12, template: 'new-base', name: '数据表 2' },
      ],
    },
    { name: '项目台账', timeZone: 'America/New_York', tables: [{ rows: 640, template: 'every-type', name: '台账' }] },
  ],
  errorHttp: 'documented',
  advancedPermissions: 'empty',
  overlappingReads: 'allowed',
  recordOrder: 'creation',
  greaterIncludesDay: true,
  lookupMovesRevision: false,
  pageTokenTtlMs: Number.POSITIVE_INFINITY,
  unconfirmedTypes: false,
};
