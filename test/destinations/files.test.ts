import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { FilesDestination } from '../../src/destinations/files/destination.ts';
import type { FileKind } from '../../src/destinations/files/formats.ts';
import { readManifest } from '../../src/destinations/files/manifest.ts';
import type { DestinationRun } from '../../src/model/destination.ts';
import { must } from '../../src/model/errors.ts';
import { liftedAt, liftTexts } from '../../src/util/json-text.ts';
import { destinationContract } from '../support/destination-contract.ts';
import { type DestinationHarness, report, things } from '../support/destination-fixture.ts';
import { endingContract } from '../support/ending-contract.ts';
import { fenceContract } from '../support/fence-contract.ts';
import { refreshContract } from '../support/refresh-contract.ts';
import { valuesContract } from '../support/values-contract.ts';

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

/** Values as they stand in the lines: a reader of JSON would show numbers in its own way. */
function lineTexts(paths: readonly string[], columns: readonly string[]): (string | null)[][] {
  const lines = paths.flatMap((path) => readFileSync(path, 'utf8').trimEnd().split('\n')).filter((line) => line !== '');
  return lines.map((line) => {
    const lifted = must(liftTexts(Buffer.from(line), new Set(columns), 1), line);
    const row = JSON.parse(lifted.text);
    return columns.map((name) => {
      const text = liftedAt(row, name, lifted.texts)?.text ?? null;
      const isText = text?.startsWith('"') === true && !jsonColumns.includes(name);
      return isText ? String(JSON.parse(text)) : text;
    });
  });
}

const jsonColumns: readonly string[] = ['extra', 'former_json', 'added'];

function reader({ format }: FileKind, pattern: string): string {
  if (format === 'parquet') return `read_parquet('${pattern}', union_by_name = true)`;
  return `read_csv('${pattern}', all_varchar = true, header = true, allow_quoted_nulls = false, union_by_name = true)`;
}

function harnessOf(kind: FileKind) {
  return async (): Promise<DestinationHarness> => {
    const folder = mkdtempSync(join(tmpdir(), 'larkstream-files-'));
    const path = join(folder, 'lake');
    const files = (stream: string): string[] => globSync(`${path}/${stream}/*.{parquet,ndjson,csv}*`);
    return {
      keepsText: true,
      open: (hardDeletes, fence) => FilesDestination.open({ path, ...kind, hardDeletes, fence }),
      texts: async (table, columns) => {
        if (files(table).length === 0) return [];
        if (kind.format === 'ndjson') return lineTexts(files(table), columns);
        const from = reader(kind, `${path}/${table}/*.*`);
        const rows = await query(`SELECT ${columns.map((name) => `"${name}"::VARCHAR`).join(', ')} FROM ${from}`);
        return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
      },
      tables: async () =>
        existsSync(path)
          ? readdirSync(path).filter((name) => !name.startsWith('_larkstream') && files(name).length > 0)
          : [],
      freshness: async () =>
        Object.entries(readManifest(path).streams).flatMap(([stream, { freshness: told }]) =>
          told === undefined ? [] : [[stream, told.changesAsOf, told.auditedAsOf]],
        ),
      foreignTable: async (table) => {
        mkdirSync(join(path, table), { recursive: true });
        writeFileSync(join(path, table, 'theirs.csv'), 'id\n1\n');
      },
      [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
    };
  };
}

destinationContract('parquet', harnessOf({ format: 'parquet', compression: 'zstd' }));
valuesContract('parquet', harnessOf({ format: 'parquet', compression: 'zstd' }));
// All kinds are written from the same store: what the sequences can break is the same in each.
destinationContract('ndjson', harnessOf({ format: 'ndjson', compression: 'none' }), Number(process.env.SEQUENCES ?? 4));
valuesContract('ndjson', harnessOf({ format: 'ndjson', compression: 'none' }));
destinationContract(
  'csv, gzipped',
  harnessOf({ format: 'csv', compression: 'gzip' }),
  Number(process.env.SEQUENCES ?? 4),
);
valuesContract('csv, gzipped', harnessOf({ format: 'csv', compression: 'gzip' }));
fenceContract('parquet', harnessOf({ format: 'parquet', compression: 'zstd' }));
endingContract('ndjson', harnessOf({ format: 'ndjson', compression: 'none' }), 12);
refreshContract('parquet', harnessOf({ format: 'parquet', compression: 'zstd' }), 8);
refreshContract('csv', harnessOf({ format: 'csv', compression: 'none' }), 5);
refreshContract('ndjson', harnessOf({ format: 'ndjson', compression: 'none' }), 5);

test.each(['?', '*', '[a]', '#', '%', "'", '"', ';', '\n', '\\', '{a,b}', '$x', '~', ':', '\u0001', '名'])(
  'a folder with %j in its name is written, or refused in plain words',
  async (held) => {
    const base = mkdtempSync(join(tmpdir(), 'larkstream-odd-'));
    const path = join(base, `x${held}y`, `z${held}`);
    const run = async (): Promise<void> => {
      const lake = await FilesDestination.open({ path, format: 'csv', compression: 'none', hardDeletes: false });
      const streams = [{ stream: things, mode: 'dedup' }] as const;
      await lake.begin({ sourceId: 'tenant', runId: 'run1', startedAt: '2026-01-01T00:00:00.000Z', streams });
      await lake.write({ kind: 'rows', stream: 'things', rows: [{ id: 'here' }] });
      await lake.commit(new Map());
      await lake.finish();
      await lake.close();
    };
    if (held === '?') {
      const expected = { code: 'destination.open.failed', family: 'config', message: expect.stringContaining('"?"') };
      await expect(run()).rejects.toMatchObject(expected);
      expect(readdirSync(base)).toEqual([]);
    } else {
      await run();
      expect(readFileSync(join(path, 'things/data.csv'), 'utf8')).toContain('here');
    }
    rmSync(base, { recursive: true, force: true });
  },
);

test('in Parquet, every text is a string to every reader, nested values too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-types-'));
  const lake = await FilesDestination.open({
    path: folder,
    format: 'parquet',
    compression: 'zstd',
    hardDeletes: false,
  });
  const streams = [{ stream: things, mode: 'dedup' }] as const;
  await lake.begin({ sourceId: 'tenant', runId: 'run1', startedAt: '2026-01-01T00:00:00.000Z', streams });
  await lake.write({ kind: 'rows', stream: 'things', rows: [{ id: 'a', extra: { n: [1] } }, { id: 'b' }] });
  await lake.commit(new Map());
  await lake.finish();
  await lake.close();
  const file = `'${folder}/things/data.parquet'`;
  const schema = await query(
    `SELECT name, type, converted_type, logical_type FROM parquet_schema(${file}) WHERE type IS NOT NULL`,
  );
  const types = new Map(schema.map(([name, ...type]) => [name, type.join(' ').trimEnd()]));
  // `JSON` is binary to Polars, and a type of an extension to others.
  const text = 'BYTE_ARRAY UTF8';
  expect(['id', 'place', 'extra', '_larkstream_run_id'].map((name) => types.get(name))).toEqual([
    text,
    text,
    text,
    text,
  ]);
  expect(types.get('count')).toContain('INT64');
  expect(await query(`SELECT typeof(extra), extra FROM ${file} ORDER BY id`)).toEqual([
    ['VARCHAR', '{"n":[1]}'],
    ['VARCHAR', null],
  ]);
  rmSync(folder, { recursive: true, force: true });
});

describe('what others do to the files', () => {
  const kind = { format: 'ndjson', compression: 'none' } as const;
  const planned = (mode: 'dedup' | 'append') => [{ stream: things, mode }] as const;
  const openRun = async (path: string, runId: string, mode: 'dedup' | 'append') => {
    const lake = await FilesDestination.open({ path, ...kind, hardDeletes: false });
    const startedAt = `2026-01-0${runId.slice(-1)}T00:00:00.000Z`;
    return { lake, altered: await lake.begin({ sourceId: 'tenant', runId, startedAt, streams: planned(mode) }) };
  };

  test.each(['removed', 'changed'] as const)('a file that is %s is reported and written anew', async (deed) => {
    const path = mkdtempSync(join(tmpdir(), 'larkstream-altered-'));
    const first = await openRun(path, 'run1', 'dedup');
    await first.lake.write({ kind: 'rows', stream: 'things', rows: [{ id: 'a' }] });
    await first.lake.commit(new Map());
    await first.lake.finish();
    await first.lake.close();
    const file = join(path, 'things', 'data.ndjson');
    const before = readFileSync(file, 'utf8');
    if (deed === 'removed') rmSync(file);
    else writeFileSync(file, '{}');
    const second = await openRun(path, 'run2', 'dedup');
    expect(second.altered).toMatchObject([{ stream: 'things', isRestored: true }]);
    await second.lake.finish();
    await second.lake.close();
    expect(readFileSync(file, 'utf8')).toBe(before);
    const third = await openRun(path, 'run3', 'dedup');
    expect(third.altered).toEqual([]);
    await third.lake.close();
    rmSync(path, { recursive: true });
  });

  test('a removed earlier version cannot be written again, and each run reports it', async () => {
    const path = mkdtempSync(join(tmpdir(), 'larkstream-altered-'));
    const first = await openRun(path, 'run1', 'append');
    await first.lake.write({ kind: 'rows', stream: 'things', rows: [{ id: 'a' }] });
    await first.lake.publish(['things'], new Map());
    await first.lake.finish();
    await first.lake.close();
    for (const name of readdirSync(join(path, 'things'))) rmSync(join(path, 'things', name));
    for (const runId of ['run2', 'run3']) {
      const { lake, altered } = await openRun(path, runId, 'append');
      expect(altered).toEqual([expect.objectContaining({ stream: 'things' })]);
      expect(altered[0]?.isRestored).toBeUndefined();
      await lake.finish(new Set(['things']));
      await lake.close();
    }
    rmSync(path, { recursive: true });
  });
});

test('rows of 60 KB each are written too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-wide-'));
  const open = (): Promise<FilesDestination> =>
    FilesDestination.open({ path: folder, format: 'parquet', compression: 'zstd', hardDeletes: false });
  const streams = [{ stream: things, mode: 'dedup' }] as const;
  const first = await open();
  await first.begin({ sourceId: 'tenant', runId: 'run1', startedAt: '2026-01-01T00:00:00.000Z', streams });
  const noise = (at: number): string =>
    Array.from({ length: 6_000 }, (_, step) => String(Math.sin(at + step)).slice(2, 12)).join('');
  for (let at = 0; at < 3_000; at += 100) {
    const rows = Array.from({ length: 100 }, (_, step) => ({ id: `id${at + step}`, place: noise(at + step) }));
    await first.write({ kind: 'rows', stream: 'things', rows });
  }
  await first.commit(new Map());
  // As after a crash before the files were written: the next run has seen none of these rows.
  await first.close();
  const second = await open();
  await second.begin({ sourceId: 'tenant', runId: 'run2', startedAt: '2026-01-02T00:00:00.000Z', streams });
  await second.finish();
  await second.close();
  const [[rows, bytes] = []] = await query(
    `SELECT count(*)::INTEGER, min(length(place))::INTEGER FROM '${folder}/things/data.parquet'`,
  );
  expect(rows).toBe(3_000);
  expect(Number(bytes)).toBeGreaterThan(59_000);
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

test.runIf(process.platform !== 'win32')('a replaced file keeps its permissions', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-mode-'));
  const run = async (runId: string): Promise<number> => {
    const lake = await FilesDestination.open({
      path: folder,
      format: 'csv',
      compression: 'none',
      hardDeletes: false,
    });
    const streams = [{ stream: things, mode: 'dedup' }] as const;
    await lake.begin({ sourceId: 'tenant', runId, startedAt: '2026-01-01T00:00:00.000Z', streams });
    await lake.write({ kind: 'rows', stream: 'things', rows: [{ id: '1', place: runId }] });
    await lake.commit(new Map());
    await lake.finish();
    await lake.close();
    return statSync(join(folder, 'things/data.csv')).mode & 0o777;
  };
  await run('run1');
  chmodSync(join(folder, 'things/data.csv'), 0o640);
  expect(await run('run2')).toBe(0o640);
  expect(readFileSync(join(folder, 'things/data.csv'), 'utf8')).toContain('run2');
  rmSync(folder, { recursive: true, force: true });
});

test('the manifest keeps the columns of streams that a run leaves out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-columns-'));
  const run = async (runId: string, streams: DestinationRun['streams']): Promise<void> => {
    const lake = await FilesDestination.open({
      path: folder,
      format: 'ndjson',
      compression: 'none',
      hardDeletes: false,
    });
    await lake.begin({ sourceId: 'tenant', runId, startedAt: '2026-01-01T00:00:00.000Z', streams });
    if (streams.length > 0) await lake.write({ kind: 'rows', stream: 'things', rows: [{ id: '1', place: 'here' }] });
    await lake.commit(new Map());
    await lake.finish();
    await lake.close();
  };
  const columns = (): unknown =>
    JSON.parse(readFileSync(join(folder, '_larkstream/manifest.json'), 'utf8')).streams.things.columns;
  await run('first', [{ stream: things, mode: 'dedup' }]);
  const before = columns();
  await run('second', []);
  expect(before).toHaveLength(things.columns.length);
  expect(columns()).toEqual(before);
  rmSync(folder, { recursive: true, force: true });
});

test('runs.ndjson has each report once, also where another part of the history cannot be written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-runs-'));
  const lake = await FilesDestination.open({ path: folder, format: 'csv', compression: 'none', hardDeletes: false });
  const lines = () => readFileSync(join(folder, '_larkstream/runs.ndjson'), 'utf8').split('\n');
  const [first, second] = [report('run1'), report('run2')];
  const text = [first, second].map((one) => JSON.stringify(one));
  const times = { startedAt: '2026-01-01T00:00:00.000Z' };
  await lake.begin({ sourceId: 'tenant', runId: 'run1', ...times, streams: [{ stream: things, mode: 'dedup' }] });
  // What is written first, beside the copy of the store's history.
  const temporary = join(folder, '_larkstream/.store.duckdb.runs.json.tmp');
  mkdirSync(temporary);
  for (const one of [first, second, first])
    await expect(lake.runs.save(one)).rejects.toMatchObject({ code: 'destination.write.failed' });
  expect(lines()).toEqual([...text, '']);
  rmSync(temporary, { recursive: true });
  for (const one of [first, second]) await lake.runs.save(one);
  expect(lines()).toEqual([...text, '']);
  writeFileSync(join(folder, '_larkstream/runs.ndjson'), `${text[0]}\n{"broken`);
  await lake.runs.save(second);
  expect(lines()).toEqual([text[0], '{"broken', text[1], '']);
  await lake.close();
  rmSync(folder, { recursive: true, force: true });
});
