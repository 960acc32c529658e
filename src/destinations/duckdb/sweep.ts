import type { ScannedChange, Scope } from '../../model/change.ts';
import type { Disappearance, KeyPage } from '../../model/destination.ts';
import type { Key } from '../../model/stream.ts';
import { deletedAtColumn, runIdColumn } from '../sql/table.ts';
import { names, quoteName } from '../sql/text.ts';
import type { DuckdbConnection } from './connection.ts';
import type { DuckdbTarget } from './merge.ts';
import { quoteText } from './sql.ts';

const valuesTable = 'temp.main.scope_values';

/** Puts the scope's set into a temporary table and returns the condition that the scope means. */
async function condition(database: DuckdbConnection, scope: Scope): Promise<string> {
  const conditions = Object.entries(scope.equals ?? {}).map(
    ([name, value]) => `${quoteName(name)} = ${quoteText(value)}`,
  );
  if (scope.range !== undefined) {
    const { column, from, to } = scope.range;
    conditions.push(`${quoteName(column)} >= ${quoteText(from)}`, `${quoteName(column)} < ${quoteText(to)}`);
  }
  if (scope.oneOf !== undefined) {
    await database.run(`CREATE OR REPLACE TEMP TABLE scope_values (value VARCHAR)`);
    const appender = await database.appender('scope_values');
    for (const value of scope.oneOf.values) {
      appender.appendVarchar(value);
      appender.endRow();
    }
    appender.closeSync();
    conditions.push(`${quoteName(scope.oneOf.column)} IN (SELECT value FROM ${valuesTable})`);
  }
  return [...conditions, `${quoteName(deletedAtColumn)} IS NULL`].join(' AND ');
}

/**
 * Rows that were not delivered. By the run: what it wrote carries its id, what it left as it was is in the table of unchanged keys. By a
 * refresh: all that it delivered is in a table.
 */
function undelivered(target: DuckdbTarget, { within }: ScannedChange): string {
  const keys = names(target.stream.primaryKey);
  if (within === 'refresh' && target.refreshed !== undefined)
    return `hash(${keys}) NOT IN (SELECT key FROM ${target.refreshed.table})`;
  return `${quoteName(runIdColumn)} <> ${quoteText(target.runId)} AND hash(${keys}) NOT IN (SELECT key FROM ${target.unchangedTable})`;
}

/** Counts the live rows of the scope, and those of them that were not delivered. */
export async function measureScan(
  database: DuckdbConnection,
  target: DuckdbTarget,
  scan: ScannedChange,
): Promise<Disappearance> {
  const where = await condition(database, scan.scope);
  const [counts] = await database.rows(
    `SELECT count(*)::VARCHAR, (count(*) FILTER (WHERE ${undelivered(target, scan)}))::VARCHAR FROM ${target.table} WHERE ${where}`,
  );
  return { live: Number(counts?.[0] ?? 0), missing: Number(counts?.[1] ?? 0) };
}

/** Keys of rows of the scope that were not delivered, as texts in their order. */
export async function missingKeys(
  database: DuckdbConnection,
  target: DuckdbTarget,
  scan: ScannedChange,
  { limit, after }: KeyPage,
): Promise<Key[]> {
  const keys = textKeys(target);
  const behind = after === undefined ? [] : [`(${keys}) > (${after.map(quoteText).join(', ')})`];
  const where = [await condition(database, scan.scope), undelivered(target, scan), ...behind].join(' AND ');
  const rows = await database.rows(
    `SELECT ${keys} FROM ${target.table} WHERE ${where} ORDER BY ${keys} LIMIT ${Math.trunc(limit)}`,
  );
  return rows.map((row) => row.map(String));
}

/** Counts rows of these keys as delivered, whether they are held or not: no row of the table is looked at. */
export async function markPresent(
  database: DuckdbConnection,
  target: DuckdbTarget,
  keys: readonly Key[],
): Promise<void> {
  const { refreshed, presentTable, stream } = target;
  const values = `(VALUES ${keys.map((key) => `(${key.map(quoteText).join(', ')})`).join(', ')}) v (${names(stream.primaryKey)})`;
  if (refreshed !== undefined) refreshed.isFilled = true;
  const hashed = [target.unchangedTable, ...(refreshed === undefined ? [] : [refreshed.table])];
  await database.run(
    [
      `INSERT INTO ${presentTable} SELECT * FROM ${values}`,
      ...hashed.map((table) => `INSERT INTO ${table} SELECT hash(${typedKeys(target, 'v')}) FROM ${values}`),
    ].join('; '),
  );
}

/**
 * Keys of the scan's `equals` that were marked as present, and of which no live row is held. Of a refresh, those that it marked itself: what was there in one of the
 * day before may be gone.
 */
export async function unheldKeys(
  database: DuckdbConnection,
  target: DuckdbTarget,
  { scope, within }: ScannedChange,
): Promise<Key[]> {
  const { primaryKey } = target.stream;
  const { refreshed } = target;
  const isOfRefresh = within === 'refresh' && refreshed !== undefined;
  const marked = isOfRefresh ? [`hash(${typedKeys(target, 'p')}) IN (SELECT key FROM ${refreshed.table})`] : [];
  const mine = primaryKey.flatMap((name) => {
    const value = scope.equals?.[name];
    return value === undefined ? [] : [`p.${quoteName(name)} = ${quoteText(value)}`];
  });
  const isHeld = `EXISTS (SELECT 1 FROM ${target.table} t WHERE t.${quoteName(deletedAtColumn)} IS NULL AND
    ${primaryKey.map((name) => `t.${quoteName(name)}::VARCHAR = p.${quoteName(name)}`).join(' AND ')})`;
  const rows = await database.rows(
    `SELECT DISTINCT ${names(primaryKey, 'p.')} FROM ${target.presentTable} p WHERE ${[...mine, ...marked, `NOT ${isHeld}`].join(' AND ')}`,
  );
  return rows.map((row) => row.map(String));
}

/** The hash of a value goes by its type. */
const typedKeys = ({ stream, columns }: DuckdbTarget, table: string): string =>
  stream.primaryKey.map((name) => `${table}.${quoteName(name)}::${columns.get(name) ?? 'VARCHAR'}`).join(', ');

const textKeys = ({ stream }: DuckdbTarget): string =>
  stream.primaryKey.map((name) => `${quoteName(name)}::VARCHAR`).join(', ');

/** Marks (or removes) what the scope holds and was not delivered. Returns how many rows. */
export async function sweepScan(
  database: DuckdbConnection,
  target: DuckdbTarget,
  scan: ScannedChange,
): Promise<number> {
  const where = `${await condition(database, scan.scope)} AND ${undelivered(target, scan)}`;
  if (target.hardDeletes) return await database.run(`DELETE FROM ${target.table} WHERE ${where}`);
  return await database.run(
    `UPDATE ${target.table} SET ${quoteName(deletedAtColumn)} = ${quoteText(target.startedAt)} WHERE ${where}`,
  );
}
