import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunReport } from '../../model/run-report.ts';
import { DuckdbConnection } from '../duckdb/connection.ts';
import { duckdbDialect } from '../duckdb/dialect.ts';
import type { SqlPlace } from './dialect.ts';
import {
  ensureOwnTables,
  hasOwnTables,
  readLeftTables,
  readRuns,
  readState,
  writeLeftTables,
  writeRun,
  writeState,
} from './own-tables.ts';

let folder: string;
let place: SqlPlace<DuckdbConnection>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-own-'));
  const database = await DuckdbConnection.open(join(folder, 'a.duckdb'));
  place = { database, dialect: duckdbDialect, schema: 'lark' };
});
afterEach(async () => {
  await place.database.close();
  rmSync(folder, { recursive: true, force: true });
});

const awkward = `it's "odd" \\ \n 名`;

test('a schema without our tables is recognised, and creating them twice changes nothing', async () => {
  expect(await hasOwnTables(place)).toBe(false);
  await ensureOwnTables(place);
  await writeState(place, { sourceId: 's', runId: 'r', states: new Map([['base/a', 1]]) });
  await ensureOwnTables(place);
  expect(await hasOwnTables(place)).toBe(true);
  expect([...(await readState(place, 's'))]).toEqual([['base/a', 1]]);
});

test('states are kept by source, replaced by slice, and forgotten by null', async () => {
  await ensureOwnTables(place);
  const save = (sourceId: string, states: [string, string | null][]) =>
    writeState(place, { sourceId, runId: 'r', states: new Map(states) });
  await save(awkward, [
    ['base/a', 'one'],
    [`base/${awkward}`, awkward],
    ['base/c', 'three'],
  ]);
  await save('other', [['base/a', 'theirs']]);
  await save(awkward, [
    ['base/a', 'two'],
    ['base/c', null],
  ]);
  expect(Object.fromEntries(await readState(place, awkward))).toEqual({
    'base/a': 'two',
    [`base/${awkward}`]: awkward,
  });
  expect(Object.fromEntries(await readState(place, 'other'))).toEqual({ 'base/a': 'theirs' });
});

test('the newest reports come first, as they were saved', async () => {
  await ensureOwnTables(place);
  const report = (runId: string, day: number): RunReport => ({
    version: 2,
    runId,
    sourceId: 's',
    startedAt: `2026-01-0${day}T00:00:00.000Z`,
    finishedAt: `2026-01-0${day}T00:00:01.000Z`,
    outcome: 'done',
    streams: [],
    commits: 1,
    warnings: [awkward],
  });
  for (const [at, runId] of ['first', 'second', 'third'].entries()) await writeRun(place, report(runId, at + 1));
  expect(await readRuns(place, 2)).toEqual([report('third', 3), report('second', 2)]);
});

test('tables as they were left are remembered and forgotten by stream', async () => {
  await ensureOwnTables(place);
  const left = { columns: ['id'], types: { id: 'VARCHAR' }, rows: 3, altered: null };
  await writeLeftTables(
    place,
    new Map([
      ['things', left],
      ['parts', left],
    ]),
  );
  await writeLeftTables(
    place,
    new Map([
      ['things', { ...left, rows: null, altered: { en: awkward, zh: awkward } }],
      ['parts', null],
    ]),
  );
  expect([...(await readLeftTables(place))]).toEqual([
    ['things', { ...left, rows: null, altered: { en: awkward, zh: awkward } }],
  ]);
});
