import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Secret } from '../../../model/secret.ts';
import { connectPostgres } from '../../../postgres/connect-postgres.ts';
import { toStoreError } from '../../to-store-error.ts';
import { endOfTable, formatVersion, type TableHeader } from './archive.ts';
import { countedBy, listTables, nameSql, readVersions, schemaName, unsaved } from './tables.ts';

/** What was written. */
export interface BackupReport {
  readonly tables: number;
  readonly rows: number;
}

interface WriteOptions {
  /** Made anew; another one of the name is overwritten. */
  readonly file: string;
  /** Of the program. */
  readonly version: string;
  readonly at: string;
}

const newline = 0x0a;

/**
 * Writes all tables of the store as they are at one moment, while others go on writing.
 * @throws ConfigError or TransientError `store.open.failed`, and what the system says of the file
 */
export async function writeBackup(url: Secret, options: WriteOptions): Promise<BackupReport> {
  const { client, name } = await connectPostgres({ url, setting: '--store', code: 'store.open.failed' });
  client.on('error', () => undefined);
  try {
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = ${schemaName}`);
    const report = { tables: 0, rows: 0 };
    await pipeline(
      Readable.from(contentOf(client, options, report)),
      createGzip(),
      createWriteStream(options.file, { mode: 0o600, flush: true }),
    );
    return report;
  } catch (thrown) {
    // Of the file the system speaks, of the database the driver.
    throw thrown instanceof Error && 'syscall' in thrown && 'path' in thrown ? thrown : toStoreError(name, thrown);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function* contentOf(
  client: Client,
  { version, at }: WriteOptions,
  report: { tables: number; rows: number },
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const hashed = (bytes: Buffer): Buffer => {
    hash.update(bytes);
    return bytes;
  };
  const versions = await readVersions(client);
  const head = { larkstream: 'backup', format: formatVersion, program: version, at, versions };
  yield hashed(lineOf(head));
  for (const table of await listTables(client)) {
    if (table.table in countedBy || unsaved.includes(table.table)) continue;
    report.tables++;
    yield hashed(lineOf(table));
    for await (const bytes of client.query(copyTo(copySql(table)))) {
      if (!Buffer.isBuffer(bytes)) continue;
      report.rows += countLines(bytes);
      yield hashed(bytes);
    }
    yield hashed(Buffer.from(`${endOfTable}\n`));
  }
  yield lineOf({ end: true, ...report, sha256: hash.digest('hex') });
}

function copySql({ table, columns }: TableHeader): string {
  return `COPY ${nameSql(table)} (${columns.map(nameSql).join(', ')}) TO STDOUT`;
}

const lineOf = (content: object): Buffer => Buffer.from(`${JSON.stringify(content)}\n`);

/** Line ends within values are escaped. */
function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}
