import type { Stream } from '../../model/stream.ts';
import type { KeyFilter } from '../../util/key-filter.ts';
import { duckdbTypes, names, quoteName, quoteText, sameKey } from './sql.ts';
import type { Stage } from './stage.ts';
import { deletedAtColumn, runIdColumn, syncedAtColumn, type TableColumns } from './table.ts';

export interface MergeTarget {
  readonly stream: Stream;
  /** Qualified and quoted. */
  readonly table: string;
  readonly columns: TableColumns;
  readonly runId: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly hardDeletes: boolean;
  /** Keys that this run has brought into a table which was empty before it: what is not among them needs no looking for. */
  readonly met?: KeyFilter;
}

/** A staged column as the table's column wants it; a column that has another type at the destination is cast, or null. */
function staged(target: MergeTarget, column: Stream['columns'][number]): string {
  const reference = `s.${quoteName(column.name)}`;
  const found = target.columns.get(column.name);
  return found === undefined || found === duckdbTypes[column.type] ? reference : `TRY_CAST(${reference} AS ${found})`;
}

function assignments(target: MergeTarget): readonly (readonly [string, string])[] {
  return [
    ...target.stream.columns.map((column) => [column.name, staged(target, column)] as const),
    [syncedAtColumn, quoteText(target.startedAt)],
    [runIdColumn, quoteText(target.runId)],
    [deletedAtColumn, 'NULL'],
  ];
}

function insertAll(target: MergeTarget, stage: Stage): string {
  const pairs = assignments(target);
  return `INSERT INTO ${target.table} (${names(pairs.map(([name]) => name))})
    SELECT ${pairs.map(([, value]) => value).join(', ')} FROM ${stage.rowsTable} s`;
}

/**
 * The statements that bring what has settled in the stage into the table. Delete and insert instead of UPDATE: an update in
 * place keeps both versions of wide rows in memory until the commit and ran out of it at 160 MB; measured, this is also
 * faster (docs/benchmarks.md). Children follow their parent: what the parents had goes, what arrived comes.
 */
export function mergeStatements(target: MergeTarget, stage: Stage): string[] {
  const { parentKey, primaryKey } = target.stream;
  if (parentKey !== undefined && stage.keyCount > 0) {
    const parents = sameKey(parentKey, 't', 'k');
    return [`DELETE FROM ${target.table} t USING ${stage.keysTable} k WHERE ${parents}`, insertAll(target, stage)];
  }
  if (stage.rowCount === 0) return [];
  if (target.met !== undefined && !stage.mayRepeat(target.met)) return [insertAll(target, stage)];
  const rows = sameKey(primaryKey, 't', 's');
  return [`DELETE FROM ${target.table} t USING ${stage.rowsTable} s WHERE ${rows}`, insertAll(target, stage)];
}

/** The statement that deletes by the stage's keys; undefined when there is nothing to delete. */
export function deleteStatement(target: MergeTarget, stage: Stage): string | undefined {
  if (target.stream.parentKey !== undefined || stage.keyCount === 0) return undefined;
  const condition = sameKey(target.stream.primaryKey, 't', 'k');
  if (target.hardDeletes) return `DELETE FROM ${target.table} t USING ${stage.keysTable} k WHERE ${condition}`;
  return `UPDATE ${target.table} t SET ${quoteName(deletedAtColumn)} = ${quoteText(target.startedAt)}
    FROM ${stage.keysTable} k WHERE ${condition} AND t.${quoteName(deletedAtColumn)} IS NULL`;
}
