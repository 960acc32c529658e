import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { Secret } from '../../src/model/secret.ts';
import type { Connection, Database, SqlRow, SqlValue } from '../../src/store/database.ts';
import { migrate, migrations } from '../../src/store/migrate.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { insert, version0Rows, version0Tables } from './version-0.ts';
import { version2Rows } from './version-2.ts';

/** A place for one store, with a look at its tables past the program. */
export interface RawPlace extends AsyncDisposable {
  readonly address: string | Secret;
  rows(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** Every table with its columns, and every index. */
  shape(): Promise<unknown>;
}

/** Makes and fills a store as the version did that counted no migrations. */
export async function writeVersion0(place: RawPlace): Promise<void> {
  const isPostgres = place.address instanceof Secret;
  const sequence = isPostgres ? 'BIGSERIAL PRIMARY KEY' : 'INTEGER PRIMARY KEY AUTOINCREMENT';
  for (const sql of version0Tables) await place.rows(sql.replace('SEQUENCE', sequence));
  for (const { sql, values } of version0Rows) await place.rows(sql, values);
}

/** Events of two more apps that share the store: replication has claimed one and given it back; the other is only listened to. */
const otherApps = [
  { app_id: '给"2', seq: 10, claimed_at: 1_790_000_000_000 },
  { app_id: 'listened', seq: 11, claimed_at: 0 },
].flatMap(({ app_id, seq, claimed_at }) => {
  const common = { app_id, tenant_key: 'tenant', type: 'contact.user.updated_v3', order_key: null };
  const times = { created_at: 1_789_999_998_000, received_at: 1_789_999_999_000 };
  const delivery = { ...common, event_seq: seq, state: 'pending' };
  return [
    insert('events', { ...common, ...times, dedup_key: 'o', event_id: `of-${app_id}`, via: 'webhook', body: '{}' }),
    insert('deliveries', { ...delivery, consumer: 'replication', claimed_at }),
    insert('deliveries', { ...delivery, consumer: 'trigger/echo' }),
  ];
});
const version6Rows = [
  ...version2Rows('receivers'),
  insert('expirations', { consumer: 'replication', app_id: 'cli_1', count: 3 }),
  ...otherApps,
];

/** The filter of replication, by apps. */
const version7Rows = [
  ...version6Rows,
  {
    sql: `UPDATE consumers SET filter = '{"types":["contact.*"],"appIds":["cli_1"]}' WHERE name = 'replication'`,
    values: [],
  },
];

/** The rows that each version could hold, by its number; what came before migrations were counted has the tables of 1. */
const rowsOf: readonly (typeof version0Rows)[] = [
  version0Rows,
  version0Rows,
  version2Rows('connections'),
  version2Rows('receivers'),
  // What version 4 adds has defaults.
  version2Rows('receivers'),
  [...version2Rows('receivers'), { sql: `UPDATE consumers SET expired = 3 WHERE name = 'replication'`, values: [] }],
  version6Rows,
  version7Rows,
  version7Rows,
];

/** Makes a store of that version in an empty place, and fills it as the version did. */
export async function writeVersion(place: RawPlace, version: number): Promise<void> {
  if (version === 0) return await writeVersion0(place);
  await migrateTo(place, version);
  for (const { sql, values } of rowsOf[version] ?? []) await place.rows(sql, values);
}

/** Upgrades it to that version and no further. */
export async function migrateTo(place: RawPlace, version: number): Promise<void> {
  const database = place.address instanceof Secret ? await overPostgres(place.address) : overSqlite(place.address);
  try {
    await migrate(database, migrations.slice(0, version));
  } finally {
    await database.close();
  }
}

function overSqlite(path: string): Database {
  const file = new DatabaseSync(path);
  const rows: Connection['rows'] = async (sql, values = []) =>
    file.prepare(sql).all(Object.fromEntries(values.map((value, at) => [`$${at + 1}`, value])));
  const connection = {
    rows,
    run: async (sql: string, values?: readonly SqlValue[]) => (await rows(sql, values)).length,
  };
  return toDatabase({ ...connection, dialect: 'sqlite' }, async () => file.close());
}

async function overPostgres(address: Secret): Promise<Database> {
  const client = new Client({ connectionString: address.reveal(), options: '-c search_path=larkstream' });
  await client.connect();
  const rows: Connection['rows'] = async (sql, values = []) => (await client.query<SqlRow>(sql, [...values])).rows;
  const connection = {
    rows,
    run: async (sql: string, values?: readonly SqlValue[]) => (await rows(sql, values)).length,
  };
  return toDatabase({ ...connection, dialect: 'postgres' }, () => client.end());
}

function toDatabase(connection: Connection, close: () => Promise<void>): Database {
  return {
    ...connection,
    runSoon: connection.run,
    name: connection.dialect,
    close,
    transaction: async (work) => {
      await connection.rows('BEGIN');
      const result = await work(connection);
      await connection.rows('COMMIT');
      return result;
    },
  };
}

export function sqlitePlace(): RawPlace {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-old-store-'));
  const address = join(folder, 'events.db');
  const rows = async (sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> => {
    const file = new DatabaseSync(address);
    try {
      file.exec('PRAGMA busy_timeout = 5000');
      return file.prepare(sql).all(Object.fromEntries(values.map((value, at) => [`$${at + 1}`, value])));
    } finally {
      file.close();
    }
  };
  return {
    address,
    rows,
    shape: () =>
      rows(
        `SELECT t.name AS in_table, c.name, c.type, c."notnull", c.pk FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'
         UNION ALL SELECT tbl_name, name, replace(sql, '  ', ''), 0, 0 FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
         ORDER BY 1, 2, 3`,
      ),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function postgresPlace(server: PostgresDatabases): Promise<RawPlace> {
  const address = await server.newDatabase();
  const rows = async (sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> => {
    const client = new Client({ connectionString: address, options: '-c search_path=larkstream' });
    await client.connect();
    try {
      return (await client.query<SqlRow>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  };
  await rows('CREATE SCHEMA larkstream');
  return {
    address: new Secret(address),
    rows,
    shape: () =>
      rows(
        `SELECT table_name::text AS in_table, column_name::text AS name, data_type::text AS type, is_nullable::text, column_default::text
         FROM information_schema.columns WHERE table_schema = 'larkstream'
         UNION ALL SELECT tablename::text, indexname::text, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'larkstream'
         ORDER BY 1, 2, 3`,
      ),
    [Symbol.asyncDispose]: () => server.dropDatabase(address),
  };
}
