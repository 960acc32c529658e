import { ConfigError } from '../model/errors.ts';
import type { Connection, Database, Dialect } from './database.ts';
import { initial } from './migrations/0001-initial.ts';
import { deliveries } from './migrations/0002-deliveries.ts';
import { receivers } from './migrations/0003-receivers.ts';
import { boundedDeliveries } from './migrations/0004-bounded-deliveries.ts';
import { claimTimes } from './migrations/0005-claim-times.ts';
import { scopesOfApps } from './migrations/0006-scopes-of-apps.ts';
import { replicatedApps } from './migrations/0007-replicated-apps.ts';
import { addedEvents } from './migrations/0008-added-events.ts';
import { whoAndWhere } from './migrations/0009-who-and-where.ts';
import type { Migration } from './migrations/migration.ts';

/** Those of the inbox, in the order of their numbers; the version of a store is how many of them it has gone through. */
export const migrations: readonly Migration[] = [
  initial,
  deliveries,
  receivers,
  boundedDeliveries,
  claimTimes,
  scopesOfApps,
  replicatedApps,
  addedEvents,
  whoAndWhere,
];

/** The table that counts them. Other lists of steps in the same store, such as the service's, have one of their own. */
export const migrationsTable = 'migrations';

const lookups: Readonly<Record<Dialect, string>> = {
  sqlite: `SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1`,
  // Not to_regclass(): what it remembers of a missing table may be older than the lock.
  postgres: `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1`,
};

/** Another process may be changing large tables. */
const migrationWaitMs = 600_000;

/**
 * Brings a store to the newest version, in one transaction and under a lock: of processes that start at once, one does it. Forward only. A store
 * that is newer is left as it is: this program works with it where the steps that it does not know allow it.
 * @throws ConfigError `store.version.newer`, `store.version.other`
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[] = migrations,
  table: string = migrationsTable,
): Promise<void> {
  // The usual case must not wait for a writer.
  if ((await readVersion(database, database.name, { steps, table })) >= steps.length) return;
  await database.transaction(
    async (connection) => {
      const version = await readVersion(connection, database.name, { steps, table });
      await connection.run(
        `CREATE TABLE IF NOT EXISTS ${table} (
          version INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
          oldest INTEGER
        )`,
      );
      await addOldest(connection, table);
      await lockTables(steps.slice(version), connection, database.dialect);
      for (const [at, { name, oldest, statements }] of steps.entries()) {
        if (at < version) continue;
        for (const sql of statements(database.dialect)) await connection.run(sql);
        const values = [at + 1, name, oldest ?? null];
        await connection.run(`INSERT INTO ${table} (version, name, oldest) VALUES ($1, $2, $3)`, values);
      }
    },
    { name: 'migrations', waitMs: migrationWaitMs },
  );
}

/** Stores of before had no such column. */
async function addOldest(connection: Connection, table: string): Promise<void> {
  const [first] = await connection.rows(`SELECT * FROM ${table} LIMIT 1`);
  if (first !== undefined && !('oldest' in first))
    await connection.run(`ALTER TABLE ${table} ADD COLUMN oldest INTEGER`);
}

/** Locks all tables at once, in one order, so that no deadlock arises. SQLite has one writer at a time. */
async function lockTables(steps: readonly Migration[], connection: Connection, dialect: Dialect): Promise<void> {
  if (dialect === 'sqlite') return;
  const held = await connection.rows('SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()');
  const names = new Set(steps.flatMap(({ tables }) => tables));
  const there = held.map(({ name }) => String(name)).filter((name) => names.has(name));
  if (there.length > 0) await connection.run(`LOCK TABLE ${there.sort().join(', ')} IN ACCESS EXCLUSIVE MODE`);
}

/**
 * How many of the steps a store has gone through; 0 for one that has no tables, or those of before they were counted. A number alone would not
 * tell whether they were these.
 */
async function readVersion(
  connection: Connection,
  storeName: string,
  { steps, table }: { readonly steps: readonly Migration[]; readonly table: string },
): Promise<number> {
  const [counted] = await connection.rows(lookups[connection.dialect], [table]);
  if (counted === undefined) return 0;
  // All columns: stores of before lack `oldest`.
  const rows = await connection.rows(`SELECT * FROM ${table} ORDER BY version`);
  const gone = rows.map(({ version, name, oldest }) => ({
    version: Number(version),
    name: String(name),
    oldest: Number(oldest ?? version),
  }));
  for (const [at, { version, name }] of gone.slice(0, steps.length).entries()) {
    if (version !== at + 1 || name !== steps[at]?.name) throw toOtherStore(storeName, { version, name, table });
  }
  const version = gone.at(-1)?.version ?? 0;
  const needed = Math.max(0, ...gone.slice(steps.length).map(({ oldest }) => oldest));
  if (needed > steps.length) throw toNewerStore(storeName, version, steps.length);
  return version;
}

function toNewerStore(name: string, version: number, known: number): ConfigError {
  return new ConfigError({
    code: 'store.version.newer',
    message: {
      en: `${name} was written by a newer Larkstream: its tables have version ${version}, and this one supports ${known}`,
      zh: `${name} 由更新版本的 Larkstream 写入：其表结构版本为 ${version}，当前程序只支持到 ${known}`,
    },
    cure: {
      en: 'Install that version or a newer one, or use another store.',
      zh: '请安装该版本或更新的版本，或使用其他存储。',
    },
    details: { version, known },
  });
}

function toOtherStore(
  storeName: string,
  { version, name, table }: { readonly version: number; readonly name: string; readonly table: string },
): ConfigError {
  return new ConfigError({
    code: 'store.version.other',
    message: {
      en: `${storeName} was made by another version of Larkstream, which is no earlier one of this: step ${version} of its tables was ${name}`,
      zh: `${storeName} 由另一个版本的 Larkstream 创建，且不是当前程序的早期版本：其表结构的第 ${version} 步为 ${name}`,
    },
    details: { table, version, name },
  });
}
