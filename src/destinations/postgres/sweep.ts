import type { Scope } from '../../model/change.ts';
import type { Disappearance } from '../../model/destination.ts';
import type { Key } from '../../model/stream.ts';
import type { PostgresConnection } from './connection.ts';
import type { MergeTarget } from './merge.ts';
import { quoteName, sameKey } from './sql.ts';
import { deletedAtColumn, runIdColumn } from './table.ts';

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

/** Rows that this run has not delivered: what it wrote carries its id, what it left as it was is in the table of seen keys. */
function unseen(target: MergeTarget, runId: string): string {
  return `t.${quoteName(runIdColumn)} <> ${runId} AND NOT EXISTS
    (SELECT 1 FROM ${target.seenTable} k WHERE ${sameKey(target.stream.primaryKey, 't', 'k')})`;
}

export async function measureScan(
  database: PostgresConnection,
  target: MergeTarget,
  scope: Scope,
): Promise<Disappearance> {
  await database.run(`ANALYZE ${target.seenTable}`);
  const { sql, values } = condition(scope);
  const [live] = await database.rows(`SELECT count(*) FROM ${target.table} t WHERE ${sql}`, values);
  const [missing] = await database.rows(
    `SELECT count(*) FROM ${target.table} t WHERE ${sql} AND ${unseen(target, `$${values.length + 1}`)}`,
    [...values, target.runId],
  );
  return { live: Number(live?.[0] ?? 0), missing: Number(missing?.[0] ?? 0) };
}

export async function missingKeys(
  database: PostgresConnection,
  target: MergeTarget,
  { scope, limit }: { readonly scope: Scope; readonly limit: number },
): Promise<Key[]> {
  const { sql, values } = condition(scope);
  const keys = target.stream.primaryKey.map((name) => `t.${quoteName(name)}::text`).join(', ');
  const rows = await database.rows(
    `SELECT ${keys} FROM ${target.table} t WHERE ${sql} AND ${unseen(target, `$${values.length + 1}`)} LIMIT ${Math.trunc(limit)}`,
    [...values, target.runId],
  );
  return rows.map((row) => row.map(String));
}

/** Counts rows of these keys as delivered. */
export async function keepKeys(database: PostgresConnection, target: MergeTarget, keys: readonly Key[]): Promise<void> {
  const values: string[] = [];
  const rows = keys.map((key) => `(${key.map((value) => `$${values.push(value)}`).join(', ')})`);
  await database.run(`INSERT INTO ${target.seenTable} VALUES ${rows.join(', ')}`, values);
}

/** Marks (or removes) what the scope holds and this run did not deliver. Returns how many rows. */
export async function sweepScan(database: PostgresConnection, target: MergeTarget, scope: Scope): Promise<number> {
  const { sql, values } = condition(scope);
  const where = `${sql} AND ${unseen(target, `$${values.length + 1}`)}`;
  const all = [...values, target.runId];
  if (target.hardDeletes) return (await database.run(`DELETE FROM ${target.table} t WHERE ${where}`, all)).count;
  const mark = `UPDATE ${target.table} t SET ${quoteName(deletedAtColumn)} = $${all.length + 1} WHERE ${where}`;
  return (await database.run(mark, [...all, target.startedAt])).count;
}
