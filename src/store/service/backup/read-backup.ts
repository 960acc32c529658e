import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ConfigError, LarkstreamError } from '../../../model/errors.ts';
import type { Secret } from '../../../model/secret.ts';
import { connectPostgres } from '../../../postgres/connect-postgres.ts';
import type { Connection, Database, SqlRow, SqlValue } from '../../database.ts';
import { migrate } from '../../migrate.ts';
import { toStoreError } from '../../to-store-error.ts';
import { queueSchema } from '../boss-queue.ts';
import { type BackupHeader, type BackupPart, invalid, readParts, type TableHeader } from './archive.ts';
import { countedBy, listTables, nameSql, schemaName } from './tables.ts';
import type { BackupReport } from './write-backup.ts';

/** Of processes at work. */
const ofProcesses = ['members', 'leases', 'receivers'];
/** What somebody has made with a store: while one of these holds a row, it is not empty. */
const ownTables = ['accounts', 'integrations', 'destinations', 'pipelines', 'events'];
/** A process of a service that was heard of since: it holds what belongs to the store that is there, and would seal secrets for that one. */
const justNow = '(extract(epoch FROM clock_timestamp()) * 1000 - 60000)';

/** Looks at all of a backup: what is cut, changed or newer touches nothing. @throws ConfigError `serve.backup.invalid`, `serve.backup.newer` */
export async function assertBackup(file: string): Promise<void> {
  for await (const part of partsOf(file)) if (part.kind === 'header') assertKnown(part.header);
}

/**
 * Reads a backup into a store that nobody has used yet: all or nothing. The tables are made as they were then; who opens the store next
 * brings them to their newest version. `folder`: where the store lies, as people know it; else it is named by its address.
 * @throws ConfigError `serve.backup.invalid`, `serve.backup.newer`, `serve.store.used`, `store.open.failed`
 */
export async function readBackup(url: Secret, file: string, folder?: string): Promise<BackupReport> {
  const { client, name } = await connectPostgres({ url, setting: '--store', code: 'store.open.failed' });
  client.on('error', () => undefined);
  try {
    await client.query('BEGIN');
    await assertUnused(client, folder ?? name);
    const report = await restore(client, name, file);
    await client.query('COMMIT');
    return report;
  } catch (thrown) {
    throw thrown instanceof LarkstreamError ? thrown : toStoreError(name, thrown);
  } finally {
    // Without a commit the server undoes everything.
    await client.end().catch(() => undefined);
  }
}

async function* partsOf(file: string): AsyncGenerator<BackupPart> {
  const unpacked = createReadStream(file)
    .on('error', (error) => unpacked.destroy(error))
    .pipe(createGunzip());
  try {
    yield* readParts(unpacked);
  } catch (thrown) {
    // What gzip says of a file that is none of its own, or was cut.
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    if (code.startsWith('Z_')) throw invalid({ en: 'it cannot be unpacked', zh: '无法解压' });
    throw thrown;
  }
}

function assertKnown({ versions, program }: BackupHeader): void {
  for (const [table, version] of Object.entries(versions)) {
    if (version <= (countedBy[table]?.length ?? 0)) continue;
    throw new ConfigError({
      code: 'serve.backup.newer',
      message: {
        en: `The backup was written by Larkstream ${program}, whose tables are newer than those of this one`,
        zh: `备份由 Larkstream ${program} 写入，其表结构比当前程序的新`,
      },
      details: { program },
    });
  }
}

async function assertUnused(client: Client, name: string): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    'SELECT tablename AS table FROM pg_tables WHERE schemaname = $1 AND tablename = ANY($2)',
    [schemaName, [...ownTables, 'members']],
  );
  for (const { table } of rows) {
    const isMembers = table === 'members';
    const held = await client.query(
      `SELECT 1 FROM ${schemaName}.${nameSql(table)} ${isMembers ? `WHERE seen_at > ${justNow}` : ''} LIMIT 1`,
    );
    if (held.rows.length === 0) continue;
    const message = isMembers
      ? { en: `A service is at work on ${name}`, zh: `有服务正在使用 ${name}` }
      : { en: `${name} is not empty: it has ${table}`, zh: `${name} 不为空：其中有 ${table}` };
    throw new ConfigError({ code: 'serve.store.used', message, details: { table } });
  }
}

async function restore(client: Client, name: string, file: string): Promise<BackupReport> {
  let copying: ReturnType<typeof beginCopy> | undefined;
  let known = new Map<string, TableHeader>();
  for await (const part of partsOf(file)) {
    if (part.kind === 'rows') await copying?.write(part.rows);
    else {
      await copying?.end();
      copying = undefined;
    }
    if (part.kind === 'header') {
      assertKnown(part.header);
      known = await makeTables(client, name, part.header);
    }
    if (part.kind === 'table') {
      assertFits(part.table, known);
      await setSequences(client, part.table);
      copying = beginCopy(client, part.table);
    }
    if (part.kind === 'end') {
      await addForeignKeys(client);
      await forgetProcesses(client, known);
      return { tables: part.tables, rows: part.rows };
    }
  }
  throw invalid({ en: 'it is cut short', zh: '内容不完整' });
}

/** Those that were at work when it was written work elsewhere, or not any more: here they would hold leases, and lack every new key. */
async function forgetProcesses(client: Client, known: ReadonlyMap<string, TableHeader>): Promise<void> {
  const held = ofProcesses.filter((table) => known.has(table));
  if (held.length > 0) await client.query(held.map((table) => `DELETE FROM ${nameSql(table)}`).join('; '));
}

/** Makes the tables as they were when the backup was written, empty and without foreign keys: rows come table by table. */
async function makeTables(client: Client, name: string, { versions }: BackupHeader): Promise<Map<string, TableHeader>> {
  // Jobs of the store that was there have the ids of those to come: they would be taken for done.
  const drop = [schemaName, queueSchema].map((schema) => `DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await client.query(`${drop.join('; ')}; CREATE SCHEMA ${schemaName}`);
  await client.query(`SET LOCAL search_path = ${schemaName}`);
  const database = withinTransaction(client, name);
  for (const [table, steps] of Object.entries(countedBy)) {
    const version = versions[table] ?? 0;
    if (version > 0) await migrate(database, steps.slice(0, version), table);
  }
  await client.query(`CREATE TEMPORARY TABLE foreign_keys ON COMMIT DROP AS ${foreignKeysSql}`);
  const { rows: keys } = await client.query<{ table: string; name: string }>('SELECT * FROM foreign_keys');
  for (const key of keys) await client.query(`ALTER TABLE ${nameSql(key.table)} DROP CONSTRAINT ${nameSql(key.name)}`);
  const tables = (await listTables(client)).filter(({ table }) => !(table in countedBy));
  if (tables.length > 0) await client.query(`TRUNCATE ${tables.map(({ table }) => nameSql(table)).join(', ')}`);
  return new Map(tables.map((table) => [table.table, table]));
}

const foreignKeysSql = `SELECT c.relname::text AS table, k.conname::text AS name, pg_get_constraintdef(k.oid) AS definition
  FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
  WHERE k.contype = 'f' AND c.relnamespace = '${schemaName}'::regnamespace`;

async function addForeignKeys(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    'SELECT * FROM foreign_keys',
  );
  for (const { table, name, definition } of rows)
    await client.query(`ALTER TABLE ${nameSql(table)} ADD CONSTRAINT ${nameSql(name)} ${definition}`);
}

function assertFits({ table, columns }: TableHeader, known: ReadonlyMap<string, TableHeader>): void {
  const ours = new Set(known.get(table)?.columns);
  const strange = columns.find((column) => !ours.has(column));
  if (ours.size > 0 && strange === undefined) return;
  const what = strange === undefined ? table : `${table}.${strange}`;
  throw invalid({ en: `${what} is not known`, zh: `${what} 未知` });
}

async function setSequences(client: Client, { table, sequences }: TableHeader): Promise<void> {
  const sql = 'SELECT setval(pg_get_serial_sequence($1, $2), $3, false)';
  for (const { column, next } of sequences) await client.query(sql, [nameSql(table), column, next]);
}

interface Copying {
  write(rows: readonly Buffer[]): Promise<void>;
  end(): Promise<void>;
}

function beginCopy(client: Client, { table, columns }: TableHeader): Copying {
  const stream = client.query(copyFrom(`COPY ${nameSql(table)} (${columns.map(nameSql).join(', ')}) FROM STDIN`));
  const done = finished(stream);
  // Whoever waits for it is told; until then it must not end the process.
  done.catch(() => undefined);
  return {
    write: async (rows) => {
      if (!stream.write(Buffer.concat(rows))) await Promise.race([once(stream, 'drain'), done]);
    },
    end: async () => {
      stream.end();
      await done;
    },
  };
}

/** Each "transaction" is a part of the one that is under way. */
function withinTransaction(client: Client, name: string): Database {
  const query = async (sql: string, values: readonly SqlValue[] = []) => await client.query<SqlRow>(sql, [...values]);
  const connection: Connection = {
    dialect: 'postgres',
    rows: async (sql, values) => (await query(sql, values)).rows,
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
  };
  return {
    ...connection,
    runSoon: connection.run,
    name,
    transaction: (work) => work(connection),
    close: async () => undefined,
  };
}
