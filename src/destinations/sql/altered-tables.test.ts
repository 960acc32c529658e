import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { untranslated } from '../../model/message.ts';
import type { Stream } from '../../model/stream.ts';
import { DuckdbConnection } from '../duckdb/connection.ts';
import { duckdbDialect } from '../duckdb/dialect.ts';
import { findAltered, forgetTables, rememberTables } from './altered-tables.ts';
import type { SqlPlace } from './dialect.ts';
import { ensureOwnTables } from './own-tables.ts';

const column = (name: string) => ({ name, type: 'string', description: untranslated('') }) as const;
const things: Stream = {
  name: 'things',
  title: untranslated('Things'),
  description: untranslated(''),
  module: 'base',
  columns: [column('id'), column('place')],
  primaryKey: ['id'],
};
const streams = [{ stream: things, mode: 'dedup' }] as const;
const table = duckdbDialect.qualify('lark', 'things');

let folder: string;
let place: SqlPlace<DuckdbConnection>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-altered-'));
  const database = await DuckdbConnection.open(join(folder, 'a.duckdb'));
  place = { database, dialect: duckdbDialect, schema: 'lark' };
  await ensureOwnTables(place);
  await duckdbDialect.ensureTable(database, 'lark', streams[0]);
  await database.run(`INSERT INTO ${table} (id, place, _larkstream_hash) VALUES ('a', 'x', 1)`);
  await rememberTables(place, { streams, altered: new Set() });
});
afterEach(async () => {
  await place.database.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a table as it was left is nothing to tell of', async () => {
  expect(await findAltered(place, streams)).toEqual([]);
});

test('a lost column is reported until a run has filled it again, and its rows count as changed', async () => {
  await place.database.run(`ALTER TABLE ${table} DROP COLUMN place`);
  const told = [{ stream: 'things', message: { en: 'columns are gone: place', zh: '缺少字段：place' } }];
  expect(await findAltered(place, streams)).toEqual(told);
  expect(await place.database.rows(`SELECT _larkstream_hash FROM ${table}`)).toEqual([[null]]);
  // The run after a broken-off one, and one that could not make it good.
  expect(await findAltered(place, streams)).toEqual(told);
  await rememberTables(place, { streams, altered: new Set(['things']) });
  expect(await findAltered(place, streams)).toEqual(told);
  await rememberTables(place, { streams, altered: new Set() });
  expect(await findAltered(place, streams)).toEqual([]);
});

test('rows are not compared after a run that was broken off, and a table that we have dropped is forgotten', async () => {
  expect(await findAltered(place, streams)).toEqual([]);
  await place.database.run(`DELETE FROM ${table}`);
  expect(await findAltered(place, streams)).toEqual([]);
  await rememberTables(place, { streams, altered: new Set() });
  await place.database.run(`DROP TABLE ${table}`);
  expect(await findAltered(place, streams)).toMatchObject([{ message: { en: 'the table is gone' } }]);
  await forgetTables(place, ['things']);
  expect(await findAltered(place, streams)).toEqual([]);
});
