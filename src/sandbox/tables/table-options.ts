import type { BaseSize, ResolvedSandboxOptions } from '../sandbox-options.ts';
import type { RecordOrder } from './record-scan.ts';
import type { TableErrorHttpMode } from './table-failures.ts';

const tableTemplates = ['orders', 'every-type', 'new-base'] as const;
type TableTemplate = (typeof tableTemplates)[number];

/** A table that a Base begins with. */
export interface TableLayout {
  readonly rows: number;
  /** `orders` is the table for volume (about 1 KB a record); `every-type` has a column of every documented type. */
  readonly template: TableTemplate;
  readonly name?: string;
}

/** A Base of the tenant. Its zone is `Asia/Shanghai` unless it names another. */
export interface BaseLayout {
  readonly name?: string;
  /** IANA zone in which date conditions are cut to days. */
  readonly timeZone?: string;
  readonly tables: readonly TableLayout[];
}

/** How many Bases there are and how the simulated tenant settles what the documentation leaves open. */
export interface TableOptions {
  readonly bases: readonly BaseLayout[];
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
  /** When a record that comes back from the trash says that it was changed. */
  readonly restoredTime: 'kept' | 'now';
  /** `null`: never expires. */
  readonly pageTokenLifetimeSeconds: number | null;
  /** Stage and button columns, whose value shapes are undocumented. */
  readonly unconfirmedTypes: boolean;
}

const timeZones = ['Asia/Shanghai', 'America/New_York', 'Asia/Singapore'] as const;
const newBaseRows = 12;

/** Base n of the tenant: the first table is for volume, the second has every column type, the third is a Base's first table. */
export function tableOptionsOf(options: ResolvedSandboxOptions): TableOptions {
  const { switches } = options;
  return {
    bases: options.bases.map(baseLayout),
    errorHttp: switches.baseHttpStatus === '200' ? 'documented' : 'status',
    advancedPermissions: switches.baseAdvancedPermissions === 'empty' ? 'empty' : 'refused',
    overlappingReads: switches.baseOverlap === 'allow' ? 'allowed' : 'refused',
    recordOrder: switches.baseOrder === 'creation' ? 'creation' : 'skewed',
    greaterIncludesDay: switches.baseGreaterIncludesDay,
    lookupMovesRevision: switches.baseLookupMovesRevision,
    restoredTime: switches.baseRestoredTime,
    pageTokenLifetimeSeconds: switches.pageTokenLifetimeSeconds,
    unconfirmedTypes: switches.unconfirmedShapes,
  };
}

function baseLayout(size: BaseSize, at: number): BaseLayout {
  const name = at === 0 ? 'Sales' : `项目台账 ${at + 1}`;
  const timeZone = timeZones[at % timeZones.length] ?? 'Asia/Shanghai';
  const shifted = size.tables === 1 && at % 2 === 1 ? 1 : 0;
  const tables = Array.from({ length: size.tables }, (_, table): TableLayout => {
    const template = tableTemplates[(table + shifted) % tableTemplates.length] ?? 'orders';
    const rows = template === 'new-base' ? Math.min(newBaseRows, size.records) : size.records;
    return { template, rows, name: table === 0 && template === 'orders' ? 'Orders' : `数据表 ${table + 1}` };
  });
  return { name, timeZone, tables };
}
