import type { Stream } from '../../model/stream.ts';
import type { MergeCounts } from '../sql/run-counts.ts';
import { deletedAtColumn, formerColumns, hashColumn, runIdColumn, syncedAtColumn } from '../sql/table.ts';
import { names, quoteName, sameKey } from '../sql/text.ts';
import type { MergeTarget, Refreshed } from '../sql/writer.ts';
import type { DuckdbConnection } from './connection.ts';
import { duckdbTypes, quoteText } from './sql.ts';
import { matchedTable, orderColumn, preservedTable, type StagingTable } from './staging-table.ts';

/** A target whose unchanged rows are remembered by the hashes of their keys. */
export interface DuckdbTarget extends MergeTarget {
  /** Qualified and quoted: hashes of the keys of rows that this run delivered and left as they were. */
  readonly unchangedTable: string;
  /** Qualified and quoted: keys, as texts, of rows of which it was only said that they are there. */
  readonly presentTable: string;
}

/** A staged column as the table's column wants it; a column that has another type at the destination is cast, or null. */
function staged(target: DuckdbTarget, column: Stream['columns'][number]): string {
  const reference = `s.${quoteName(column.name)}`;
  const found = target.columns.get(column.name);
  return found === undefined || found === duckdbTypes[column.type] ? reference : `TRY_CAST(${reference} AS ${found})`;
}

/** Columns whose values the table takes only where they can be cast. */
const castColumns = ({ stream, columns }: DuckdbTarget): Stream['columns'] =>
  stream.columns.filter(({ name, type }) => columns.has(name) && columns.get(name) !== duckdbTypes[type]);

/** By column, how many values of the staging table become null because the table's column has another type. */
export async function countUncastable(
  database: DuckdbConnection,
  target: DuckdbTarget,
  staging: StagingTable,
): Promise<ReadonlyMap<string, number>> {
  const columns = castColumns(target);
  if (columns.length === 0 || staging.rowCount === 0) return new Map();
  const counts = columns.map(
    (column) =>
      `(count(*) FILTER (WHERE s.${quoteName(column.name)} IS NOT NULL AND ${staged(target, column)} IS NULL))::INTEGER`,
  );
  const [found = []] = await database.rows(`SELECT ${counts.join(', ')} FROM ${staging.rowsView} s`);
  return new Map(columns.map(({ name }, at) => [name, Number(found[at])]));
}

function assignments(target: DuckdbTarget): readonly (readonly [string, string])[] {
  return [
    ...target.stream.columns.map((column) => [column.name, staged(target, column)] as const),
    [syncedAtColumn, quoteText(target.startedAt)],
    [runIdColumn, quoteText(target.runId)],
    [deletedAtColumn, 'NULL'],
    [hashColumn, `s.${hashColumn}`],
  ];
}

interface Insertion {
  readonly where?: string;
  /** Columns that are taken over from the rows that are replaced. */
  readonly former?: readonly string[];
}

function insert(target: DuckdbTarget, staging: StagingTable, { where = '', former = [] }: Insertion = {}): string {
  const taken = new Set(former);
  const own = assignments(target).filter(([name]) => !taken.has(name));
  const pairs = [...own, ...former.map((name) => [name, `k.${quoteName(name)}`] as const)];
  const kept =
    former.length === 0
      ? ''
      : `LEFT JOIN ${preservedTable(target.stream.name)} k ON k.${orderColumn} = s.${orderColumn}`;
  return `INSERT INTO ${target.table} (${names(pairs.map(([name]) => name))})
    SELECT ${pairs.map(([, value]) => value).join(', ')} FROM ${staging.rowsView} s ${kept} ${where}`;
}

/** A field that is gone upstream, or may not be seen, keeps its values: the statement that remembers those of the rows that are replaced. */
function preserveFormer(target: DuckdbTarget, former: readonly string[]): string[] {
  if (former.length === 0) return [];
  const { name } = target.stream;
  return [
    `CREATE OR REPLACE TEMP TABLE ${preservedTable(name)} AS SELECT m.place AS ${orderColumn}, ${names(former, 't.')}
       FROM ${target.table} t JOIN ${matchedTable(name)} m ON m.id = t.rowid WHERE NOT m.same AND m.place IS NOT NULL`,
  ];
}

/**
 * Brings what has settled in the staging table into the visible one; rows that are as they were are not touched. Delete and insert instead of
 * UPDATE: an update in place keeps both versions of wide rows in memory until the commit and ran out of it at 160 MB;
 * measured, this is also faster (docs/benchmarks.md). Children follow their parent: what the parents had and no longer have goes.
 */
export async function mergeStaged(
  database: DuckdbConnection,
  target: DuckdbTarget,
  staging: StagingTable,
): Promise<MergeCounts> {
  const { stream } = target;
  const replaces = stream.parentKey !== undefined && staging.keyCount > 0;
  if (staging.rowCount === 0 && !replaces) return { inserted: 0, updated: 0, unchanged: 0, removed: 0 };
  if (target.inserted !== undefined && !replaces && !staging.mayRepeat(target.inserted)) {
    await database.run(insert(target, staging));
    return { inserted: staging.distinctRows, updated: 0, unchanged: 0, removed: 0 };
  }
  const matched = matchedTable(stream.name);
  const isSame = `t.${hashColumn} IS NOT DISTINCT FROM s.${hashColumn} AND t.${quoteName(deletedAtColumn)} IS NULL`;
  const statements = [
    `CREATE OR REPLACE TEMP TABLE ${matched} AS SELECT t.rowid AS id, s.${orderColumn} AS place, (${isSame}) AS same
       FROM ${target.table} t JOIN ${staging.rowsView} s ON ${sameKey(stream.primaryKey, 't', 's')}`,
  ];
  if (replaces) {
    statements.push(
      `INSERT INTO ${matched} SELECT t.rowid, NULL, false FROM ${target.table} t JOIN ${staging.keysTable} k
         ON ${sameKey(stream.parentKey ?? [], 't', 'k')} WHERE t.rowid NOT IN (SELECT id FROM ${matched})`,
    );
  }
  const former = [...formerColumns(target.columns, stream), ...staging.silent];
  statements.push(
    ...preserveFormer(target, former),
    `DELETE FROM ${target.table} WHERE rowid IN (SELECT id FROM ${matched} WHERE NOT same)`,
    insert(target, staging, {
      where: `WHERE s.${orderColumn} NOT IN (SELECT place FROM ${matched} WHERE same)`,
      former,
    }),
  );
  await database.run(statements.join(';\n'));
  return await countMatched(database, matched, staging.distinctRows);
}

async function countMatched(database: DuckdbConnection, matched: string, distinctRows: number): Promise<MergeCounts> {
  const [counts] = await database.rows(
    `SELECT (count(*) FILTER (WHERE same))::INTEGER, (count(*) FILTER (WHERE NOT same AND place IS NOT NULL))::INTEGER,
       (count(*) FILTER (WHERE place IS NULL))::INTEGER FROM ${matched}`,
  );
  const [unchanged = 0, updated = 0, removed = 0] = (counts ?? []).map(Number);
  return { inserted: distinctRows - unchanged - updated, updated, unchanged, removed };
}

/** The statement that remembers which rows were delivered and left as they were: they carry the id of an earlier run. */
export function rememberUnchanged(target: DuckdbTarget, staging: StagingTable): string {
  const keys = names(target.stream.primaryKey, 's.');
  return `INSERT INTO ${target.unchangedTable} SELECT hash(${keys}) FROM ${staging.rowsView} s
    WHERE s.${orderColumn} IN (SELECT place FROM ${matchedTable(target.stream.name)} WHERE same)`;
}

/** The statement that remembers all rows of the staging table as delivered by a refresh. */
export function rememberRefreshed({ stream }: DuckdbTarget, refreshed: Refreshed, staging: StagingTable): string {
  refreshed.isFilled = true;
  return `INSERT INTO ${refreshed.table} SELECT hash(${names(stream.primaryKey, 's.')}) FROM ${staging.rowsView} s`;
}

/** The statement that deletes by the keys of the staging table; undefined when there is nothing to delete. */
export function deleteStatement(target: DuckdbTarget, staging: StagingTable): string | undefined {
  if (target.stream.parentKey !== undefined || staging.keyCount === 0) return undefined;
  const condition = sameKey(target.stream.primaryKey, 't', 'k');
  if (target.hardDeletes) return `DELETE FROM ${target.table} t USING ${staging.keysTable} k WHERE ${condition}`;
  return `UPDATE ${target.table} t SET ${quoteName(deletedAtColumn)} = ${quoteText(target.startedAt)}
    FROM ${staging.keysTable} k WHERE ${condition} AND t.${quoteName(deletedAtColumn)} IS NULL`;
}
