import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { openDuckdbDestination } from '../../src/destinations/duckdb/destination.ts';
import { alterationContract } from '../support/alteration-contract.ts';
import { destinationContract } from '../support/destination-contract.ts';
import type { DestinationHarness } from '../support/destination-fixture.ts';
import { endingContract } from '../support/ending-contract.ts';
import { fenceContract } from '../support/fence-contract.ts';
import { refreshContract } from '../support/refresh-contract.ts';
import { valuesContract } from '../support/values-contract.ts';

async function start(): Promise<DestinationHarness> {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-duckdb-'));
  const path = join(folder, 'lark.duckdb');
  const query = async (sql: string): Promise<unknown[][]> => {
    const database = await DuckdbConnection.open(path);
    try {
      return await database.rows(sql);
    } finally {
      await database.close();
    }
  };
  const texts = async (table: string, columns: readonly string[]): Promise<(string | null)[][]> => {
    const rows = await query(`SELECT ${columns.map((name) => `"${name}"::text`).join(', ')} FROM lark."${table}"`);
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  };
  return {
    keepsText: true,
    open: (hardDeletes, fence) => openDuckdbDestination({ path, schema: 'lark', hardDeletes, fence }),
    texts,
    freshness: () => texts('_larkstream_freshness', ['stream', 'changes_as_of', 'audited_as_of']),
    tables: async () =>
      (await query("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'lark'")).map(([name]) => String(name)),
    sql: async (statement) => {
      await query(statement);
    },
    foreignTable: async (table) => {
      await query(`CREATE SCHEMA target.lark; CREATE TABLE target.lark."${table}" (id INTEGER)`);
    },
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

destinationContract('duckdb', start);
valuesContract('duckdb', start);
endingContract('duckdb', start, 25);
refreshContract('duckdb', start);
alterationContract('duckdb', start);
fenceContract('duckdb', start);
