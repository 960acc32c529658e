import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WriteMode } from '../../model/destination.ts';
import type { Row, Stream } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import { DuckdbConnection } from './connection.ts';
import { DuckdbDestination } from './destination.ts';

const column = (name: string, type: Stream['columns'][number]['type'] = 'string') => ({
  name,
  type,
  description: `The ${name}`,
});
const things: Stream = {
  name: 'things',
  title: 'Things',
  description: "People's things",
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
  title: 'Parts',
  description: 'Parts of things',
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
  const destination = await DuckdbDestination.open({ path, schema, hardDeletes: false });
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
    database.close();
  }
}

const rows = (stream: string, ...list: Row[]) => ({ kind: 'rows', stream, rows: list }) as const;
const none = new Map<string, null>();

describe('dedup', () => {
  test('updates by key, keeps the last of equal keys, and stores every type', async () => {
    const first = await open('run1');
    await first.write(rows('things', { id: 'a', place: 'x', count: 1 }, { id: 'b', place: 'x', count: 2 }));
    await first.commit(none);
    await first.write(
      rows(
        'things',
        { id: 'b', place: 'y', count: 3 },
        {
          id: 'b',
          place: 'z',
          count: '9007199254740993',
          share: 0.5,
          seen_at: '2026-03-01T04:05:06.789Z',
          day: '2026-03-01',
          open: false,
          extra: { 名: ["o'k", null] },
        },
      ),
    );
    const counts = await first.commit(new Map([['base/t', { page: 1 }]]));
    await first.close();

    expect(counts.updated.get('things')).toBe(1);
    expect(counts.inserted.size).toBe(0);
    expect(
      await query(
        'SELECT * EXCLUDE (_larkstream_synced_at, _larkstream_deleted_at, _larkstream_hash) FROM lark.things ORDER BY id',
      ),
    ).toEqual([
      ['a', 'x', '1', null, null, null, null, null, 'run1'],
      [
        'b',
        'z',
        '9007199254740993',
        0.5,
        '2026-03-01 04:05:06.789+00',
        '2026-03-01',
        false,
        '{"名":["o\'k",null]}',
        'run1',
      ],
    ]);
    expect(await query('SELECT slice, state::VARCHAR FROM lark._larkstream_state')).toEqual([['base/t', '{"page":1}']]);
  });

  test('rows that are as they were are not written, and do not count as gone', async () => {
    const first = await open('run1');
    await first.write(
      rows('things', { id: 'a', place: 'x', extra: { n: 1 } }, { id: 'b', place: 'x' }, { id: 'c', place: 'x' }),
    );
    await first.write({
      ...rows('parts', { thing_id: 'a', part_id: '1', name: 'p' }, { thing_id: 'a', part_id: '2', name: 'q' }),
      parents: [['a']],
    });
    await first.commit(none);
    await first.close();

    const second = await open('run2');
    await second.write(
      rows('things', { id: 'a', place: 'x', extra: { n: 1 } }, { id: 'b', place: 'y' }, { id: 'd', place: 'x' }),
    );
    await second.write({
      ...rows('parts', { thing_id: 'a', part_id: '1', name: 'p' }, { thing_id: 'a', part_id: '3', name: 'r' }),
      parents: [['a']],
    });
    const scan = { kind: 'scanned', stream: 'things', scope: {} } as const;
    expect(await second.measure(scan)).toEqual({ live: 4, missing: 1 });
    await second.sweep(scan);
    const counts = await second.commit(none);
    await second.close();

    const of = (stream: string) =>
      [counts.inserted, counts.updated, counts.unchanged, counts.deleted].map((map) => map.get(stream) ?? 0);
    expect(of('things')).toEqual([1, 1, 1, 1]);
    expect(of('parts')).toEqual([1, 0, 1, 1]);
    expect(
      await query('SELECT id, place, _larkstream_run_id, _larkstream_deleted_at IS NULL FROM lark.things ORDER BY id'),
    ).toEqual([
      ['a', 'x', 'run1', true],
      ['b', 'y', 'run2', true],
      ['c', 'x', 'run1', false],
      ['d', 'x', 'run2', true],
    ]);
    expect(await query('SELECT part_id, name, _larkstream_run_id FROM lark.parts ORDER BY part_id')).toEqual([
      ['1', 'p', 'run1'],
      ['3', 'r', 'run2'],
    ]);
  });

  test('a value that does not fit becomes null and is counted', async () => {
    const destination = await open('run1');
    await destination.write(rows('things', { id: 'a', count: 1.5, seen_at: 'soon', open: 'yes', share: 'NaN' }));
    const { unfit } = await destination.commit(none);
    await destination.close();

    expect(Object.fromEntries(unfit)).toEqual({
      'things.count': 1,
      'things.seen_at': 1,
      'things.open': 1,
      'things.share': 1,
    });
  });

  test('children of a parent are replaced as a whole, also twice between two commits', async () => {
    const destination = await open('run1');
    const child = (thing: string, part: string, name: string): Row => ({ thing_id: thing, part_id: part, name });
    await destination.write({
      kind: 'rows',
      stream: 'parts',
      parents: [['a'], ['b']],
      rows: [child('a', '1', 'old'), child('a', '2', 'old'), child('b', '1', 'old')],
    });
    await destination.write({
      kind: 'rows',
      stream: 'parts',
      parents: [['a']],
      rows: [child('a', '2', 'mid'), child('a', '3', 'mid')],
    });
    await destination.write({ kind: 'rows', stream: 'parts', parents: [['a']], rows: [child('a', '3', 'new')] });
    await destination.commit(none);
    await destination.write({ kind: 'rows', stream: 'parts', parents: [['b']], rows: [] });
    await destination.commit(none);
    await destination.close();

    expect(await query('SELECT thing_id, part_id, name FROM lark.parts')).toEqual([['a', '3', 'new']]);
  });

  test('a key deleted and delivered again between two commits ends as the last of the two', async () => {
    const destination = await open('run1');
    await destination.write(rows('things', { id: 'a' }, { id: 'b' }));
    await destination.write({ kind: 'deletes', stream: 'things', keys: [['a'], ['b']] });
    await destination.write(rows('things', { id: 'b', place: 'back' }));
    await destination.commit(none);
    await destination.close();

    expect(await query('SELECT id FROM lark.things WHERE _larkstream_deleted_at IS NULL')).toEqual([['b']]);
  });

  test('a scan marks what the scope holds and the run did not deliver, and a return revives it', async () => {
    const first = await open('run1');
    await first.write(rows('things', { id: 'a', place: 'x' }, { id: 'b', place: 'x' }, { id: 'c', place: 'y' }));
    await first.commit(none);
    await first.close();
    const second = await open('run2');
    await second.write(rows('things', { id: 'a', place: 'x' }));
    const scan = { kind: 'scanned', stream: 'things', scope: { equals: { place: 'x' } } } as const;

    expect(await second.measure(scan)).toEqual({ live: 2, missing: 1 });
    await second.sweep(scan);
    const { deleted } = await second.commit(none);
    await second.close();

    expect(deleted.get('things')).toBe(1);
    expect(await query('SELECT id FROM lark.things WHERE _larkstream_deleted_at IS NOT NULL')).toEqual([['b']]);
    const third = await open('run3');
    await third.write(rows('things', { id: 'b', place: 'x' }));
    await third.commit(none);
    await third.close();
    expect(await query('SELECT count(*)::INTEGER FROM lark.things WHERE _larkstream_deleted_at IS NULL')).toEqual([
      [3],
    ]);
  });

  test('scopes by set and by half-open range', async () => {
    const first = await open('run1');
    const at = (id: string, place: string, seen: string): Row => ({ id, place, seen_at: `2026-01-0${seen}T00:00:00Z` });
    await first.write(rows('things', at('a', 'x', '1'), at('b', 'x', '2'), at('c', 'y', '1'), at('d', 'z', '1')));
    await first.commit(none);
    await first.close();
    const second = await open('run2');
    const scope = {
      oneOf: { column: 'place', values: ['x', 'y'] },
      range: { column: 'seen_at', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
    };
    await second.sweep({ kind: 'scanned', stream: 'things', scope });
    await second.commit(none);
    await second.close();

    expect(await query('SELECT id FROM lark.things WHERE _larkstream_deleted_at IS NULL ORDER BY id')).toEqual([
      ['b'],
      ['d'],
    ]);
  });

  test('what was not committed is not there after the next opening', async () => {
    const first = await open('run1');
    await first.write(rows('things', { id: 'a' }));
    await first.commit(none);
    await first.write(rows('things', { id: 'b' }));
    await first.close();

    expect(await query('SELECT id FROM lark.things')).toEqual([['a']]);
  });

  test('new columns appear, old ones stay, a column of another type is cast or null', async () => {
    const first = await open('run1', [{ ...things, columns: [column('id'), column('count'), column('gone')] }]);
    await first.write(rows('things', { id: 'a', count: 'many', gone: 'kept' }));
    await first.commit(none);
    await first.close();
    const second = await open('run2');
    await second.write(rows('things', { id: 'b', count: 7, place: 'x' }));
    await second.commit(none);
    await second.close();

    expect(await query('SELECT id, count, gone, place FROM lark.things ORDER BY id')).toEqual([
      ['a', 'many', 'kept', null],
      ['b', '7', null, 'x'],
    ]);
  });
});

describe.each(['overwrite', 'append'] as const)('%s', (mode) => {
  test('is invisible before it is published, and an interrupted one leaves nothing', async () => {
    const first = await open('run1', [things], mode);
    await first.write(rows('things', { id: 'a' }));
    await first.publish(['things'], new Map([['base/t', 1]]));
    await first.close();
    const interrupted = await open('run2', [things], mode);
    await interrupted.write(rows('things', { id: 'x' }));
    await interrupted.commit(none);
    await interrupted.close();
    const second = await open('run3', [things], mode);
    await second.write(rows('things', { id: 'a' }, { id: 'b' }));
    await second.publish(['things'], new Map([['base/t', 3]]));
    await second.close();

    const expected = mode === 'append' ? [['a'], ['a'], ['b']] : [['a'], ['b']];
    expect(await query('SELECT id FROM lark.things ORDER BY id')).toEqual(expected);
    expect(await query('SELECT state::VARCHAR FROM lark._larkstream_state')).toEqual([['3']]);
    expect(
      await query(`SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '\\_larkstream\\_new%' ESCAPE '\\'`),
    ).toEqual([]);
  });
});

describe('failures', () => {
  test('a file that another process holds', async () => {
    const holder = await open('run1');
    const { spawnSync } = await import('node:child_process');
    const script = `import { DuckdbConnection } from ${JSON.stringify(join(import.meta.dirname, 'connection.ts'))};
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

  test('a table of that name that is not ours', async () => {
    const database = await DuckdbConnection.open(path);
    await database.run('CREATE SCHEMA target.lark; CREATE TABLE target.lark.things (id INTEGER)');
    database.close();
    await expect(open('run1')).rejects.toMatchObject({ code: 'destination.table.incompatible' });
  });
});

test('text that nobody parsed is stored as it came, and only when it is JSON', async () => {
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
