import type { Stream } from '../../model/stream.ts';
import type { DuckdbConnection } from './connection.ts';
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

async function insertAll(database: DuckdbConnection, target: MergeTarget, stage: Stage): Promise<number> {
  const pairs = assignments(target);
  return await database.run(
    `INSERT INTO ${target.table} (${names(pairs.map(([name]) => name))})
     SELECT ${pairs.map(([, value]) => value).join(', ')} FROM ${stage.rowsTable} s`,
  );
}

/**
 * Delete and insert instead of UPDATE: an update in place keeps both versions of wide rows in memory until the commit and
 * ran out of it at 160 MB; measured, this is also faster (docs/benchmarks.md).
 */
async function upsertAll(database: DuckdbConnection, target: MergeTarget, stage: Stage): Promise<number> {
  await database.run(
    `DELETE FROM ${target.table} t USING ${stage.rowsTable} s WHERE ${sameKey(target.stream.primaryKey, 't', 's')}`,
  );
  return await insertAll(database, target, stage);
}

/** Children follow their parent: what the parents had goes, what arrived comes. */
async function replaceChildren(database: DuckdbConnection, target: MergeTarget, stage: Stage): Promise<number> {
  const parentKey = target.stream.parentKey ?? [];
  await database.run(`DELETE FROM ${target.table} t USING ${stage.keysTable} k WHERE ${sameKey(parentKey, 't', 'k')}`);
  return await insertAll(database, target, stage);
}

async function deleteKeys(database: DuckdbConnection, target: MergeTarget, stage: Stage): Promise<number> {
  const condition = sameKey(target.stream.primaryKey, 't', 'k');
  if (target.hardDeletes) {
    return await database.run(`DELETE FROM ${target.table} t USING ${stage.keysTable} k WHERE ${condition}`);
  }
  return await database.run(
    `UPDATE ${target.table} t SET ${quoteName(deletedAtColumn)} = ${quoteText(target.startedAt)}
     FROM ${stage.keysTable} k WHERE ${condition} AND t.${quoteName(deletedAtColumn)} IS NULL`,
  );
}

export interface Applied {
  readonly written: number;
  readonly deleted: number;
}

/** Brings what has settled in the stage into the table, inside the open transaction. */
export async function applyStage(database: DuckdbConnection, target: MergeTarget, stage: Stage): Promise<Applied> {
  if (target.stream.parentKey !== undefined && stage.keyCount > 0) {
    return { written: await replaceChildren(database, target, stage), deleted: 0 };
  }
  return {
    written: stage.rowCount === 0 ? 0 : await upsertAll(database, target, stage),
    deleted: stage.keyCount === 0 ? 0 : await deleteKeys(database, target, stage),
  };
}
