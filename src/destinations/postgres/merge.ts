import { TransientError } from '../../model/errors.ts';
import type { Key } from '../../model/stream.ts';
import type { MergeCounts } from '../sql/run-counts.ts';
import { deletedAtColumn, formerColumns, hashColumn } from '../sql/table.ts';
import { names, quoteName, sameKey } from '../sql/text.ts';
import type { MergeTarget } from '../sql/writer.ts';
import type { Batch } from './batch.ts';
import type { PostgresConnection } from './connection.ts';
import { columnsOf } from './dialect.ts';
import { isDuplicateKey, isUnreadableValue, toPostgresError } from './errors.ts';
import { postgresTypes } from './sql.ts';

/** With temporary tables, all qualified and quoted. */
export interface PostgresTarget extends MergeTarget {
  /** Keys that wait. */
  readonly stagingTable: string;
  /** What they have in common with the table. */
  readonly matchedTable: string;
  /** Keys of rows that were delivered and left as they were. */
  readonly unchangedTable: string;
  /** What rewritten rows hold in columns that the stream no longer has; there only for the length of a merge. */
  readonly preservedTable: string;
}

const none: ReadonlySet<number> = new Set();

/** The statements that make the stream's temporary tables: those of another run of this session cannot be reused. */
export function temporaryTables(target: PostgresTarget, refreshedTable: string): string {
  const { stream, stagingTable, matchedTable, unchangedTable } = target;
  const keys = stream.primaryKey.map((name) => `${quoteName(name)} ${typeOfKey(target, name)}`).join(', ');
  return `DROP TABLE IF EXISTS ${stagingTable}, ${matchedTable}, ${unchangedTable}, ${refreshedTable};
    CREATE TEMP TABLE ${stagingTable} (${keys}, hash text, place integer);
    CREATE TEMP TABLE ${matchedTable} (id tid, place integer, same boolean);
    CREATE TEMP TABLE ${unchangedTable} (${keys});
    CREATE TEMP TABLE ${refreshedTable} (${keys}, hash text, place integer)`;
}

/**
 * Brings a batch into the table, inside of an open transaction. First only keys and hashes go to the server, which answers what it has;
 * then old versions are deleted and what is new is copied straight into the table. Rows that are as they were are neither sent
 * nor touched. The session's lock keeps other writers of the source away.
 */
export async function mergeBatch(
  database: PostgresConnection,
  target: PostgresTarget,
  batch: Batch,
): Promise<MergeCounts> {
  const { refreshed } = target;
  if (refreshed !== undefined && batch.rowCount > 0) {
    refreshed.isFilled = true;
    await copyKeys(database, target, { table: refreshed.table, batch });
  }
  const replaces = target.stream.parentKey !== undefined && batch.parents.length > 0;
  const isNew = target.inserted !== undefined && !replaces && !batch.mayRepeat(target.inserted);
  if (isNew && (await copyRows(database, target, batch, none))) {
    return { inserted: batch.distinctRows, updated: 0, unchanged: 0, removed: 0 };
  }
  const former = [...formerColumns(target.columns, target.stream), ...batch.silent];
  const { unchanged, updated, removed } = await clearPlace(database, { target, batch, former });
  if (!(await copyRows(database, target, batch, unchanged))) {
    throw new TransientError({
      code: 'destination.write.failed',
      message: {
        en: `Another program has written rows with the same keys into ${target.table} of ${database.name}`,
        zh: `有其他程序向 ${database.name} 的 ${target.table} 写入了主键相同的行`,
      },
    });
  }
  if (former.length > 0) await database.run(restoreFormer(target, former));
  const inserted = batch.distinctRows - unchanged.size - updated;
  return { inserted, updated, unchanged: unchanged.size, removed };
}

/** False when the rows met others of the same key, and nothing was copied. */
async function copyRows(
  database: PostgresConnection,
  target: PostgresTarget,
  batch: Batch,
  without: ReadonlySet<number>,
): Promise<boolean> {
  if (batch.distinctRows === without.size) return true;
  const columns = names(columnsOf(target.stream).map(({ name }) => name));
  for (const isChecked of [false, true]) {
    await database.run('SAVEPOINT copying');
    try {
      await database.copy(`COPY ${target.table} (${columns}) FROM STDIN`, batch.lines({ isChecked, without }));
      await database.run('RELEASE SAVEPOINT copying');
      return true;
    } catch (thrown) {
      const mayRetry = isUnreadableValue(thrown) && !isChecked;
      if (!mayRetry && !isDuplicateKey(thrown)) throw toPostgresError(thrown, database.name, 'writing');
      await database.run('ROLLBACK TO SAVEPOINT copying');
      if (isDuplicateKey(thrown)) return false;
    }
  }
  return false;
}

interface Cleared {
  /** Places of rows in the batch. */
  readonly unchanged: ReadonlySet<number>;
  readonly updated: number;
  readonly removed: number;
}

/** Finds what the table has of the batch, remembers what is unchanged, and deletes what is not. */
async function clearPlace(
  database: PostgresConnection,
  {
    target,
    batch,
    former,
  }: { readonly target: PostgresTarget; readonly batch: Batch; readonly former: readonly string[] },
): Promise<Cleared> {
  const { stream, table, stagingTable, matchedTable, unchangedTable } = target;
  const { primaryKey, parentKey = [] } = stream;
  await database.run(`TRUNCATE ${stagingTable}, ${matchedTable}`);
  await copyKeys(database, target, { table: stagingTable, batch });
  const isSame = `t.${hashColumn} IS NOT DISTINCT FROM s.hash AND t.${deletedAtColumn} IS NULL`;
  await database.run(
    `ANALYZE ${stagingTable};
     INSERT INTO ${matchedTable} SELECT t.ctid, s.place, ${isSame} FROM ${table} t
       JOIN ${stagingTable} s ON ${sameKey(primaryKey, 't', 's')}`,
  );
  if (parentKey.length > 0 && batch.parents.length > 0) {
    const { sql, values } = keyList(target, parentKey, batch.parents);
    await database.run(
      `INSERT INTO ${matchedTable} SELECT t.ctid, NULL, false FROM ${table} t JOIN ${sql} ON ${sameKey(parentKey, 't', 'k')}
         WHERE NOT EXISTS (SELECT 1 FROM ${matchedTable} m WHERE m.id = t.ctid)`,
      values,
    );
  }
  if (former.length > 0) await database.run(preserveFormer(target, former));
  await database.run(
    `INSERT INTO ${unchangedTable} SELECT ${names(primaryKey, 's.')} FROM ${stagingTable} s
       JOIN ${matchedTable} m ON m.place = s.place AND m.same;
     DELETE FROM ${table} t USING ${matchedTable} m WHERE t.ctid = m.id AND NOT m.same`,
  );
  const found = await database.rows(`SELECT place, same FROM ${matchedTable}`);
  const unchanged = new Set(found.filter(([, same]) => same === true).map(([place]) => Number(place)));
  const removed = found.filter(([place]) => place === null).length;
  return { unchanged, removed, updated: found.length - unchanged.size - removed };
}

/** A field that is gone upstream, or may not be seen, keeps its values: the statement that remembers those of the rows that are replaced. */
function preserveFormer(
  { stream, table, matchedTable, preservedTable }: PostgresTarget,
  former: readonly string[],
): string {
  return `CREATE TEMP TABLE ${preservedTable} AS SELECT ${names([...stream.primaryKey, ...former], 't.')} FROM ${table} t
    JOIN ${matchedTable} m ON m.id = t.ctid WHERE NOT m.same AND m.place IS NOT NULL`;
}

function restoreFormer({ stream, table, preservedTable }: PostgresTarget, former: readonly string[]): string {
  const values = former.map((name) => `${quoteName(name)} = k.${quoteName(name)}`).join(', ');
  return `UPDATE ${table} t SET ${values} FROM ${preservedTable} k WHERE ${sameKey(stream.primaryKey, 't', 'k')};
    DROP TABLE ${preservedTable}`;
}

async function copyKeys(
  database: PostgresConnection,
  { stream }: PostgresTarget,
  { table, batch }: { readonly table: string; readonly batch: Batch },
): Promise<void> {
  if (batch.rowCount === 0) return;
  try {
    await database.copy(`COPY ${table} (${names(stream.primaryKey)}, hash, place) FROM STDIN`, batch.keyLines());
  } catch (thrown) {
    throw toPostgresError(thrown, database.name, 'writing');
  }
}

/** Its type in the table: keys are compared there. */
function typeOfKey({ columns }: PostgresTarget, name: string): string {
  return columns.get(name) ?? postgresTypes.string;
}

/** Keys as a table `k`. */
function keyList(
  target: PostgresTarget,
  columns: readonly string[],
  keys: readonly Key[],
): { readonly sql: string; readonly values: unknown[] } {
  const arrays = columns.map((name, at) => `$${at + 1}::${typeOfKey(target, name)}[]`).join(', ');
  return {
    sql: `unnest(${arrays}) AS k(${names(columns)})`,
    values: columns.map((_, at) => keys.map((key) => key[at] ?? '')),
  };
}

/** Marks (or removes) rows by their keys. Returns how many. */
export async function deleteKeys(
  database: PostgresConnection,
  target: PostgresTarget,
  keys: readonly Key[],
): Promise<number> {
  const { primaryKey } = target.stream;
  const { sql, values } = keyList(target, primaryKey, keys);
  const where = sameKey(primaryKey, 't', 'k');
  if (target.hardDeletes) {
    return (await database.run(`DELETE FROM ${target.table} t USING ${sql} WHERE ${where}`, values)).count;
  }
  const mark = `UPDATE ${target.table} t SET ${deletedAtColumn} = $${values.length + 1} FROM ${sql}
    WHERE ${where} AND t.${deletedAtColumn} IS NULL`;
  return (await database.run(mark, [...values, target.startedAt])).count;
}
