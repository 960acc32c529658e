import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { untranslated } from '../../model/message.ts';
import type { Stream } from '../../model/stream.ts';
import { DuckdbConnection } from './connection.ts';
import { StagingConnection } from './staging-connection.ts';

const column = (name: string) => ({ name, type: 'string', description: untranslated('') }) as const;
const stream = (name: string): Stream => ({
  name,
  title: untranslated(name),
  description: untranslated(''),
  module: 'base',
  columns: [column('id')],
  primaryKey: ['id'],
});

let folder: string;
let database: DuckdbConnection;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-staging-'));
  database = await DuckdbConnection.open(join(folder, 'a.duckdb'));
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a rollback forgets every staging table, also when DuckDB refuses to take what one of them holds', async () => {
  const connection = new StagingConnection(database);
  for (const name of ['things', 'parts']) {
    (await connection.stagingTableOf(stream(name))).addRows([{ id: 'never seen' }]);
  }
  await database.run('DROP TABLE temp.main.lines_things_0');
  await connection.rollback();

  expect(connection.isEmpty).toBe(true);
  const staging = await connection.stagingTableOf(stream('things'));
  staging.addRows([{ id: 'a' }]);
  await staging.settle();
  expect(await database.rows(`SELECT id FROM ${staging.rowsView}`)).toEqual([['a']]);
  await connection.rollback();
  const left = await database.rows("SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp'");
  expect(left).toEqual([]);
});
