import type { ScannedChange, Scope } from '../../model/change.ts';
import type { Disappearance, KeyPage } from '../../model/destination.ts';
import type { Key } from '../../model/stream.ts';
import { deletedAtColumn, runIdColumn } from '../sql/table.ts';
import { names, quoteName, sameKey } from '../sql/text.ts';
import type { PostgresConnection } from './connection.ts';
import type { PostgresTarget } from './merge.ts';

interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

function condition(scope: Scope): Condition {
  const values: unknown[] = [];
  const value = (held: unknown): string => `$${values.push(held)}`;
  const conditions = Object.entries(scope.equals ?? {}).map(([name, held]) => `t.${quoteName(name)} = ${value(held)}`);
  if (scope.range !== undefined) {
    const { column, from, to } = scope.range;
    conditions.push(`t.${quoteName(column)} >= ${value(from)}`, `t.${quoteName(column)} < ${value(to)}`);
  }
  if (scope.oneOf !== undefined) {
    conditions.push(`t.${quoteName(scope.oneOf.column)} = ANY(${value(scope.oneOf.values)}::text[])`);
  }
  conditions.push(`t.${quoteName(deletedAtColumn)} IS NULL`);
  return { sql: conditions.join(' AND '), values };
}

/**
 * Rows of the scan's scope that were not delivered. By the run: what it wrote carries its id, what it left as it was is in the table
 * of unchanged keys. By a refresh: all that it delivered is in a table.
 */
function missing(target: PostgresTarget, { scope, within }: ScannedChange): Condition {
  const { sql, values } = condition(scope);
  const notIn = (table: string): string =>
    `NOT EXISTS (SELECT 1 FROM ${table} k WHERE ${sameKey(target.stream.primaryKey, 't', 'k')})`;
  if (within === 'refresh' && target.refreshed !== undefined)
    return { sql: `${sql} AND ${notIn(target.refreshed.table)}`, values };
  const isOfOthers = `t.${quoteName(runIdColumn)} <> $${values.length + 1}`;
  return { sql: `${sql} AND ${isOfOthers} AND ${notIn(target.unchangedTable)}`, values: [...values, target.runId] };
}

/** Counts the live rows of the scope, and those of them that were not delivered. */
export async function measureScan(
  database: PostgresConnection,
  target: PostgresTarget,
  scan: ScannedChange,
): Promise<Disappearance> {
  await database.run(`ANALYZE ${target.unchangedTable}`);
  const count = async ({ sql, values }: Condition): Promise<number> => {
    const [found] = await database.rows(`SELECT count(*) FROM ${target.table} t WHERE ${sql}`, values);
    return Number(found?.[0] ?? 0);
  };
  return { live: await count(condition(scan.scope)), missing: await count(missing(target, scan)) };
}

/** Keys of rows of the scope that were not delivered, as texts in their order. */
export async function missingKeys(
  database: PostgresConnection,
  target: PostgresTarget,
  scan: ScannedChange,
  { limit, after = [] }: KeyPage,
): Promise<Key[]> {
  const { sql, values } = missing(target, scan);
  const keys = target.stream.primaryKey.map((name) => `t.${quoteName(name)}::text`).join(', ');
  const last = after.map((_, at) => `$${values.length + at + 1}`).join(', ');
  const behind = last === '' ? '' : ` AND (${keys}) > (${last})`;
  const rows = await database.rows(
    `SELECT ${keys} FROM ${target.table} t WHERE ${sql}${behind} ORDER BY ${keys} LIMIT ${Math.trunc(limit)}`,
    [...values, ...after],
  );
  return rows.map((row) => row.map(String));
}

/** Counts rows of these keys as delivered. */
export async function markPresent(
  database: PostgresConnection,
  target: PostgresTarget,
  keys: readonly Key[],
): Promise<void> {
  const values: string[] = [];
  const rows = keys.map((key) => `(${key.map((value) => `$${values.push(value)}`).join(', ')})`);
  const { refreshed, stream } = target;
  if (refreshed !== undefined) refreshed.isFilled = true;
  for (const table of [target.unchangedTable, ...(refreshed === undefined ? [] : [refreshed.table])]) {
    await database.run(`INSERT INTO ${table} (${names(stream.primaryKey)}) VALUES ${rows.join(', ')}`, values);
  }
}

/**
 * Keys of the scan's `equals` that were marked as present, and of which no live row is held: those of rows that are unchanged are all held. Of a refresh, those that it
 * marked itself: what was there in one of the day before may be gone.
 */
export async function unheldKeys(
  database: PostgresConnection,
  target: PostgresTarget,
  { scope, within }: ScannedChange,
): Promise<Key[]> {
  const { refreshed, unchangedTable } = target;
  const present = within === 'refresh' && refreshed !== undefined ? refreshed.table : unchangedTable;
  await database.run(`ANALYZE ${present}`);
  const { primaryKey } = target.stream;
  const values: string[] = [];
  const mine = primaryKey.flatMap((name) => {
    const value = scope.equals?.[name];
    return value === undefined ? [] : [`k.${quoteName(name)} = $${values.push(value)}`];
  });
  const isHeld = `EXISTS (SELECT 1 FROM ${target.table} t WHERE t.${quoteName(deletedAtColumn)} IS NULL AND ${sameKey(primaryKey, 't', 'k')})`;
  const keys = primaryKey.map((name) => `k.${quoteName(name)}::text`).join(', ');
  const rows = await database.rows(
    `SELECT DISTINCT ${keys} FROM ${present} k WHERE ${[...mine, `NOT ${isHeld}`].join(' AND ')}`,
    values,
  );
  return rows.map((row) => row.map(String));
}

/** Marks (or removes) what the scope holds and was not delivered. Returns how many rows. */
export async function sweepScan(
  database: PostgresConnection,
  target: PostgresTarget,
  scan: ScannedChange,
): Promise<number> {
  const { sql: where, values: all } = missing(target, scan);
  if (target.hardDeletes) return (await database.run(`DELETE FROM ${target.table} t WHERE ${where}`, all)).count;
  const mark = `UPDATE ${target.table} t SET ${quoteName(deletedAtColumn)} = $${all.length + 1} WHERE ${where}`;
  return (await database.run(mark, [...all, target.startedAt])).count;
}
