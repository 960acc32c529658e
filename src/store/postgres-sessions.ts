import { createHash } from 'node:crypto';
import { Client, type ClientConfig, Pool } from 'pg';
import type { Lock, Safety, SqlRow } from './database.ts';

/** Our locks among all advisory locks of the database: any number, the same in all processes. */
const lockClass = 7_312_401;
export const schemaName = 'larkstream';

/** Longer than any of our transactions but a migration. */
const lockTimeoutMs = 5_000;
/**
 * A process that hangs, or whose machine has lost power, is noticed after hours only; its locks end with its transaction: before those who wait
 * for one are refused.
 */
const idleTimeoutMs = 4_000;

/** Connections to one server, so many at most. */
export function createPool(config: ClientConfig, max: number): Pool {
  const pool = new Pool({ ...config, max });
  // A connection that breaks while it is idle is replaced at its next use; one that breaks within a transaction fails its next statement.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/**
 * Connections whose sessions are set when they begin, so that a read is one message. Undefined where a pooler in transaction mode lies between (it gives each
 * transaction to another session, and refuses or drops what it does not know): there every statement is in a transaction, which sets what it needs.
 */
export async function ownSessions(config: ClientConfig): Promise<ClientConfig | undefined> {
  const settings = [
    `search_path=${schemaName}`,
    `lock_timeout=${lockTimeoutMs}`,
    `idle_in_transaction_session_timeout=${idleTimeoutMs}`,
    // Of a statement by itself, too: see `beginSql`. A blank is told from the end of an option by a backslash.
    'default_transaction_isolation=read\\ committed',
  ];
  const options = [...operatorsOptions(config), ...settings.map((setting) => `-c ${setting}`)].join(' ');
  const own = { ...withoutOptions(config), options };
  const client = new Client(own);
  client.on('error', () => {});
  try {
    await client.connect();
    const sql = `SELECT current_setting('search_path') = $1 AND current_setting('lock_timeout') = $2
      AND current_setting('transaction_isolation') = 'read committed' AS is_own`;
    const { rows } = await client.query<SqlRow>(sql, [schemaName, `${lockTimeoutMs / 1_000}s`]);
    return rows[0]?.is_own === true ? own : undefined;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What the operator has set for sessions, in the address or by `PGOPTIONS`: it counts too, but where it says something else than we need. */
function operatorsOptions({ connectionString, options }: ClientConfig): readonly string[] {
  const given = urlOf(connectionString)?.searchParams.get('options') ?? options ?? process.env.PGOPTIONS ?? '';
  return given.trim() === '' ? [] : [given];
}

/** Those of an address would take the place of all others. */
function withoutOptions(config: ClientConfig): ClientConfig {
  const url = urlOf(config.connectionString);
  if (url?.searchParams.has('options') !== true) return config;
  url.searchParams.delete('options');
  return { ...config, connectionString: url.href };
}

function urlOf(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

/**
 * Begins a transaction: the next statement sees all that was committed before the lock was ours. Isolation is not the database's own default, where a
 * snapshot may be from before the lock.
 */
export function beginSql(lock: Lock | undefined, hasOwnSessions: boolean, on: Safety = 'now'): readonly string[] {
  return [
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    ...(hasOwnSessions
      ? []
      : [
          `SET LOCAL search_path = ${schemaName}`,
          `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
          `SET LOCAL idle_in_transaction_session_timeout = ${idleTimeoutMs}`,
        ]),
    ...(on === 'now' ? [] : ['SET LOCAL synchronous_commit = off']),
    ...(lock?.waitMs === undefined ? [] : [`SET LOCAL lock_timeout = ${lock.waitMs}`]),
    ...locksSql(lock),
  ];
}

function locksSql(lock: Lock | undefined): string[] {
  return lock === undefined ? [] : [lockSql(lock), ...locksSql(lock.inner)];
}

/** Waits for a lock within a transaction, which ends it. */
export function lockSql({ name, isShared = false }: Lock): string {
  // Two names of one number would only wait for each other.
  const key = createHash('sha256').update(name).digest().readInt32BE();
  return `SELECT pg_advisory_xact_lock${isShared ? '_shared' : ''}(${lockClass}, ${key})`;
}
