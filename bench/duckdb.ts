import { rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckdbConnection } from '../src/destinations/duckdb/connection.ts';
import { openDuckdbDestination } from '../src/destinations/duckdb/destination.ts';
import { recordsStream } from '../src/feeds/base/streams.ts';
import type { Row } from '../src/model/stream.ts';
import { isObject, type JsonObject, readNumber, readObject, readObjects, tryParseJson } from '../src/util/json.ts';
import { built } from './built.ts';
import { baseModules, type Measured, measure, writeSyncConfig } from './measure.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { median, pagesOf } from './rows-held.ts';
import { smallTenant, TenantProcess } from './tenant-process.ts';

interface Found {
  readonly what: string;
  readonly rows: number;
  readonly seconds: number;
  readonly ratio?: number;
  readonly peakMb?: number;
  readonly calls?: number;
  readonly written?: number;
  readonly misses: readonly string[];
}

interface Options {
  readonly folder: string;
  readonly quick: boolean;
}

/** DuckDB against its own COPY from Parquet, and what a run costs at each size: the first time, and when nothing has changed. */
export async function duckdb(options: Options): Promise<Section> {
  const found = await againstCopy(options);
  for (const records of options.quick ? [10_000] : [10_000, 100_000, 1_000_000]) {
    found.push(...(await runs(records, options.folder)));
  }
  const shown = (value: number | undefined, digits?: number): string => {
    if (value === undefined) return '';
    return digits === undefined ? whole(value) : value.toFixed(digits);
  };
  return {
    name: 'duckdb',
    title:
      'Into DuckDB (limits off; targets: ≤ 400 MB, and when nothing has changed ≤ 1.1 × the necessary calls and no row written)',
    columns: ['what', 'rows', 'seconds', 'rows/s', 'of COPY', 'peak MB', 'calls', 'rows written', 'target'],
    rows: found.map((row) => [
      row.what,
      whole(row.rows),
      row.seconds.toFixed(1),
      whole(row.rows / row.seconds),
      shown(row.ratio, 2),
      shown(row.peakMb),
      shown(row.calls),
      shown(row.written),
      row.peakMb === undefined ? '–' : verdict(row.misses),
    ]),
    figures: found.map((row) => ({ ...row })),
    misses: found.filter(({ misses }) => misses.length > 0).length,
  };
}

async function againstCopy({ folder, quick }: Options): Promise<Found[]> {
  const records = quick ? 50_000 : 300_000;
  await using tenant = await TenantProcess.start({ ...smallTenant, limits: 'off', bases: [{ tables: 1, records }] });
  const pages = await pagesOf(tenant.facts);
  const [held, copied]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < (quick ? 1 : 3); turn++) {
    held.push(await loadHeld(pages, `${folder}/held.duckdb`));
    if (turn === 0) await toParquet(`${folder}/held.duckdb`, `${folder}/held.parquet`);
    copied.push(await copyParquet(`${folder}/held.parquet`, `${folder}/copied.duckdb`));
  }
  const limit = median(copied);
  return [
    { what: 'COPY from Parquet, two threads', rows: records, seconds: limit, ratio: 1, misses: [] },
    {
      what: 'rows that the engine holds',
      rows: records,
      seconds: median(held),
      ratio: limit / median(held),
      misses: [],
    },
  ];
}

async function loadHeld(pages: readonly Row[][], path: string): Promise<number> {
  rmSync(path, { force: true });
  const destination = await openDuckdbDestination({ path, schema: 'lark', hardDeletes: false });
  const streams = [{ stream: recordsStream, mode: 'dedup' }] as const;
  await destination.begin({ sourceId: 'bench', runId: 'run', startedAt: '2026-11-21T00:00:00.000Z', streams });
  const startedAt = performance.now();
  for (const rows of pages) await destination.write({ kind: 'rows', stream: recordsStream.name, rows });
  await destination.commit(new Map([['base/x', 1]]));
  await destination.close();
  return (performance.now() - startedAt) / 1000;
}

async function toParquet(path: string, file: string): Promise<void> {
  const database = await DuckdbConnection.open(path);
  await database.run(`COPY lark.base_records TO '${file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 16384)`);
  await database.close();
}

/** As anybody would: a DuckDB with its own settings, on both cores. */
async function copyParquet(file: string, path: string): Promise<number> {
  rmSync(path, { force: true });
  const startedAt = performance.now();
  const instance = await DuckDBInstance.create(path, { threads: '2' });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE base_records AS SELECT * FROM '${file}' LIMIT 0; COPY base_records FROM '${file}'`,
  );
  connection.closeSync();
  instance.closeSync();
  return (performance.now() - startedAt) / 1000;
}

async function runs(records: number, folder: string): Promise<Found[]> {
  await using tenant = await TenantProcess.start({ ...smallTenant, limits: 'off', bases: [{ tables: 1, records }] });
  const path = `${folder}/runs-${records}.duckdb`;
  const config = writeSyncConfig(tenant.facts, {
    folder,
    name: `runs-${records}`,
    modules: baseModules(tenant.facts),
    streams: ['base_records'],
    scale: 0,
    destination: { type: 'duckdb', path },
  });
  // The Base itself, the list of its tables, and the pages of records.
  const necessary = 2 + Math.ceil(records / 500);
  const found: Found[] = [];
  for (const isFirst of [true, false]) {
    const ran = await measure(built('main.js'), ['sync', config, '--json']);
    const { calls, written } = readReport(ran);
    found.push({
      what: `end to end, ${isFirst ? 'the first time' : 'nothing has changed'}`,
      rows: records,
      seconds: ran.seconds,
      peakMb: ran.peakMb,
      calls,
      written,
      misses: missed([
        { what: 'exit code', value: ran.code ?? Number.NaN, atMost: 0 },
        { what: 'calls', value: calls, atMost: Math.floor(1.1 * necessary) },
        { what: 'rows written', value: written, atLeast: isFirst ? records : 0, atMost: isFirst ? records : 0 },
        { what: 'peak MB', value: ran.peakMb, atMost: 400 },
      ]),
    });
  }
  rmSync(path, { force: true });
  return found;
}

function readReport({ output }: Measured): { readonly calls: number; readonly written: number } {
  const last = tryParseJson(output.trim().split('\n').at(-1) ?? '');
  const report: JsonObject = isObject(last) ? last : {};
  const endpoints = Object.values(readObject(readObject(report, 'calls'), 'base')).filter(isObject);
  const sum = (objects: readonly JsonObject[], ...keys: string[]): number =>
    objects.reduce((total, one) => total + keys.reduce((part, key) => part + (readNumber(one, key) ?? 0), 0), 0);
  return {
    calls: sum(endpoints, 'calls'),
    written: sum(readObjects(report, 'streams'), 'rowsInserted', 'rowsUpdated'),
  };
}
