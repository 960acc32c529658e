import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { FilesDestination } from '../../src/destinations/files/destination.ts';
import type { FileKind } from '../../src/destinations/files/formats.ts';
import { type DestinationHarness, destinationContract } from '../support/destination-contract.ts';

/** A DuckDB of its own reads what others would read: no file of ours but those that are visible. */
async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function reader({ format }: FileKind, pattern: string, columns: readonly string[]): string {
  if (format === 'parquet') return `read_parquet('${pattern}', union_by_name = true)`;
  const types = columns
    .map((name) => `"${name}": '${['extra', 'former_json'].includes(name) ? 'JSON' : 'VARCHAR'}'`)
    .join(', ');
  if (format === 'ndjson') return `read_json('${pattern}', format = 'newline_delimited', columns = {${types}})`;
  return `read_csv('${pattern}', all_varchar = true, header = true, allow_quoted_nulls = false, union_by_name = true)`;
}

function harnessOf(kind: FileKind) {
  return async (): Promise<DestinationHarness> => {
    const folder = mkdtempSync(join(tmpdir(), 'larkstream-files-'));
    const path = join(folder, 'lake');
    const files = (stream: string): string[] => globSync(`${path}/${stream}/*.{parquet,ndjson,csv}*`);
    return {
      open: (hardDeletes) => FilesDestination.open({ path, ...kind, hardDeletes }),
      texts: async (table, columns) => {
        if (files(table).length === 0) return [];
        const from = reader(kind, `${path}/${table}/*.*`, columns);
        const rows = await query(`SELECT ${columns.map((name) => `"${name}"::VARCHAR`).join(', ')} FROM ${from}`);
        return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
      },
      tables: async () =>
        existsSync(path)
          ? readdirSync(path).filter((name) => !name.startsWith('_larkstream') && files(name).length > 0)
          : [],
      foreignTable: async (table) => {
        mkdirSync(join(path, table), { recursive: true });
        writeFileSync(join(path, table, 'theirs.csv'), 'id\n1\n');
      },
      [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
    };
  };
}

destinationContract('parquet', harnessOf({ format: 'parquet', compression: 'zstd' }));
destinationContract('ndjson', harnessOf({ format: 'ndjson', compression: 'none' }));
destinationContract('csv, gzipped', harnessOf({ format: 'csv', compression: 'gzip' }));
