import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { openDuckdbDestination, openDuckdbOver } from '../../src/destinations/duckdb/destination.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Row, Stream } from '../../src/model/stream.ts';
import type { WriteMode } from '../../src/model/write-mode.ts';
import { JsonText } from '../../src/util/json-text.ts';
import { report } from '../support/destination-fixture.ts';

const column = (name: string, type: Stream['columns'][number]['type'] = 'string') => ({
  name,
  type,
  description: untranslated(`The ${name}`),
});
const things: Stream = {
  name: 'things',
  title: untranslated('Things'),
  description: untranslated("People's things"),
  module: 'base',
  columns: [
    column('id'),
    column('place'),
    column('count', 'integer'),
    column('share', 'number'),
    column('seen_at', 'timestamp'),
    column('day', 'date'),
    column('open', 'boolean'),
    column('extra', 'json'),
  ],
  primaryKey: ['id'],
};
const parts: Stream = {
  name: 'parts',
  title: untranslated('Parts'),
  description: untranslated('Parts of things'),
  module: 'base',
  columns: [column('thing_id'), column('part_id'), column('name')],
  primaryKey: ['thing_id', 'part_id'],
  parentKey: ['thing_id'],
};

let folder: string;
let path: string;
const schema = 'lark';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-duckdb-'));
  path = join(folder, 'lark.duckdb');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function open(runId: string, streams: Stream[] = [things, parts], mode: WriteMode = 'dedup') {
  const destination = await openDuckdbDestination({ path, schema, hardDeletes: false });
  const startedAt = `2026-01-0${runId.slice(-1)}T00:00:00.000Z`;
  await destination.begin({
    sourceId: 'tenant',
    runId,
    startedAt,
    streams: streams.map((stream) => ({ stream, mode })),
  });
  return destination;
}

async function query(sql: string): Promise<unknown[][]> {
  const database = await DuckdbConnection.open(path);
  try {
    return await database.rows(sql);
  } finally {
    await database.close();
  }
}

const rows = (stream: string, ...list: Row[]) => ({ kind: 'rows', stream, rows: list }) as const;
const none = new Map<string, null>();
const connectionFile = new URL('../../src/destinations/duckdb/connection.ts', import.meta.url).pathname;

describe('failures', () => {
  test('a file that another process holds', async () => {
    const holder = await open('run1');
    const { spawnSync } = await import('node:child_process');
    const script = `import { DuckdbConnection } from ${JSON.stringify(connectionFile)};
      await DuckdbConnection.open(${JSON.stringify(path)}).catch((error) => console.log(error.code, error.message));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    await holder.close();

    expect(stdout).toContain('destination.locked');
    expect(stdout).toContain(`process ${process.pid}`);
  });

  test('a file that is no database', async () => {
    writeFileSync(path, 'hello '.repeat(10_000));
    await expect(open('run1')).rejects.toMatchObject({ code: 'destination.open.failed', family: 'config' });
  });
});

test('unparsed text is stored as it came, and only when it is JSON', async () => {
  const destination = await open('run1');
  await destination.write(
    rows(
      'things',
      { id: 'a', extra: new JsonText('{ "b":[1, 2.50] }') },
      { id: 'b', extra: new JsonText('{"b":}') },
      { id: 'c', extra: null },
    ),
  );
  const { unfit } = await destination.commit(none);
  await destination.close();

  expect(await query('SELECT id, extra::VARCHAR FROM lark.things ORDER BY id')).toEqual([
    ['a', '{ "b":[1, 2.50] }'],
    ['b', null],
    ['c', null],
  ]);
  expect(Object.fromEntries(unfit)).toEqual({ 'things.extra': 1 });
});

test('a text that is no JSON, met while rows are replaced and others are swept, costs that text and nothing else', async () => {
  const first = await open('run1');
  await first.write(rows('things', { id: 'a', count: 1 }, { id: 'b', count: 1 }, { id: 'gone' }));
  await first.commit(none);
  await first.close();
  const second = await open('run2');
  await second.write(rows('things', { id: 'a', count: 1 }));
  await second.sweep({ kind: 'scanned', stream: 'things', scope: {} });
  await second.write(rows('things', { id: 'b', count: 2, extra: new JsonText('{"b":') }, { id: 'c', count: 3 }));
  const counts = await second.commit(new Map([['base/things', { done: true }]]));
  const state = await second.state.load('tenant');
  await second.close();

  expect(await query('SELECT id, count, extra, _larkstream_deleted_at IS NULL FROM lark.things ORDER BY id')).toEqual([
    ['a', '1', null, true],
    ['b', '2', null, true],
    ['c', '3', null, true],
    ['gone', null, null, false],
  ]);
  expect(Object.fromEntries(counts.unfit)).toEqual({ 'things.extra': 1 });
  expect([...counts.inserted, ...counts.updated, ...counts.unchanged, ...counts.deleted]).toEqual([
    ['things', 1],
    ['things', 1],
    ['things', 1],
    ['things', 1],
  ]);
  expect(Object.fromEntries(state)).toEqual({ 'base/things': { done: true } });
});

test('a report whose copy beside the file cannot be written is in the database, and in the copy when that can be written again', async () => {
  const destination = await open('run1');
  // What is written first, beside the copy.
  const temporary = join(folder, '.lark.duckdb.runs.json.tmp');
  mkdirSync(temporary);
  const [first, second] = [report('run1'), { ...report('run2'), startedAt: '2026-01-02T00:00:00.000Z' }];
  for (const one of [first, second, first])
    await expect(destination.runs.save(one)).rejects.toMatchObject({ code: 'destination.write.failed' });
  expect((await destination.runs.load(10)).runs).toEqual([second, first]);
  rmSync(temporary, { recursive: true });
  for (const one of [first, second]) await destination.runs.save(one);
  expect((await destination.runs.load(10)).runs).toEqual([second, first]);
  expect(JSON.parse(readFileSync(`${path}.runs.json`, 'utf8'))).toMatchObject({
    runs: [{ runId: 'run2' }, { runId: 'run1' }],
  });
  await destination.close();
});

test('tables with many columns together fit into memory, when they are new and when all of their rows have changed', async () => {
  const columns = Array.from({ length: 60 }, (_, at) => column(`c${at}`, at % 2 === 0 ? 'json' : 'string'));
  const tables = Array.from({ length: 20 }, (_, at) => ({
    ...things,
    name: `table${at}`,
    columns: [column('id'), ...columns],
  }));
  for (const run of ['run1', 'run2']) {
    const destination = await open(run, tables);
    for (const { name } of tables) {
      const cells = Object.fromEntries(columns.map((one) => [one.name, run]));
      await destination.write(rows(name, { id: '1', ...cells }, { id: '2', ...cells }));
    }
    const { inserted, updated } = await destination.commit(none);
    await destination.close();

    const changed = run === 'run1' ? inserted : updated;
    expect([...changed.values()]).toEqual(tables.map(() => 2));
  }
});

test('rows that do not fit into memory are an error of the destination', async () => {
  const database = await DuckdbConnection.open(path);
  const destination = await openDuckdbOver(database, { path, schema, hardDeletes: false });
  const planned = [{ stream: things, mode: 'dedup' }] as const;
  await destination.begin({
    sourceId: 'tenant',
    runId: 'run1',
    startedAt: '2026-01-01T00:00:00.000Z',
    streams: planned,
  });
  const many = Array.from({ length: 4000 }, (_, at) => ({ id: `${at}`, extra: { text: `${at}`.repeat(300) } }));
  await destination.write(rows('things', ...many));
  await database.run("SET memory_limit = '1MB'");
  await expect(destination.commit(none)).rejects.toMatchObject({ code: 'destination.write.failed' });
  await database.allowWideRows();
  await destination.close();
});
