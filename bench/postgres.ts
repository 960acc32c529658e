import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { Batch } from '../src/destinations/postgres/batch.ts';
import { openPostgresDestination } from '../src/destinations/postgres/destination.ts';
import { columnsOf } from '../src/destinations/postgres/dialect.ts';
import { recordsStream } from '../src/feeds/base/streams.ts';
import type { OpenedDestination } from '../src/model/destination.ts';
import { Secret } from '../src/model/secret.ts';
import type { Row } from '../src/model/stream.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { built } from './built.ts';
import { baseModules, measure, writeSyncConfig } from './measure.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { median, pagesOf } from './rows-held.ts';
import { smallTenant, type TenantFacts, TenantProcess } from './tenant-process.ts';

interface Found {
  readonly what: string;
  readonly rows: number;
  readonly seconds: number;
  readonly ratio: number;
  readonly misses: readonly string[];
}

/** The load of a Postgres table against `psql \copy` of the same rows into a table of the same shape and key. */
export async function postgres(options: { readonly folder: string; readonly quick: boolean }): Promise<Section> {
  const records = options.quick ? 50_000 : 300_000;
  await using server = await PostgresServer.start(['shared_buffers=512MB', 'max_wal_size=4GB']);
  await using tenant = await TenantProcess.start({ ...smallTenant, limits: 'off', bases: [{ tables: 1, records }] });
  const pages = await pagesOf(tenant.facts);
  const found: Found[] = [];
  const turns = options.quick ? 1 : 3;
  const psql: number[] = [];
  const held: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    psql.push(await psqlCopy(server, pages, options.folder));
    held.push(await loadHeld(server, pages));
  }
  const limit = median(psql);
  found.push({ what: 'psql \\copy, the limit', rows: records, seconds: limit, ratio: 1, misses: [] });
  const ratio = limit / median(held);
  found.push({
    what: 'rows that the engine holds',
    rows: records,
    seconds: median(held),
    ratio,
    misses: missed([{ what: 'ratio', value: ratio, atLeast: 0.85 }]),
  });
  pages.length = 0;
  const limitPerSecond = records / limit;
  found.push(...(await endToEnd(server, tenant.facts, { records, limitPerSecond, folder: options.folder })));
  return {
    name: 'postgres',
    title:
      'Into Postgres (limits off, medians of three by turns; targets: rows held ≥ 0.85, end to end ≥ 0.5 of psql \\copy)',
    columns: ['what', 'rows', 'seconds', 'rows/s', 'ratio', 'target'],
    rows: found.map((row) => [
      row.what,
      whole(row.rows),
      row.seconds.toFixed(1),
      whole(row.rows / row.seconds),
      row.ratio.toFixed(2),
      row.misses.length === 0 && row.ratio === 1 ? '–' : verdict(row.misses),
    ]),
    figures: found.map((row) => ({ ...row })),
    misses: found.filter(({ misses }) => misses.length > 0).length,
  };
}

/** The seconds that `psql \copy` of these rows takes, into a table of the same shape. */
export async function psqlCopy(server: PostgresServer, pages: readonly Row[][], folder: string): Promise<number> {
  const url = await server.newDatabase();
  const destination = await begin(url);
  await destination.close();
  const file = `${folder}/rows.tsv`;
  const out = createWriteStream(file);
  for (const page of pages) {
    const batch = new Batch({
      stream: recordsStream,
      columns: new Map(),
      startedAt: '2026-11-21T00:00:00.000Z',
      runId: 'run',
    });
    batch.add(page);
    for (const line of batch.lines({ isChecked: false, without: new Set() }))
      if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  const columns = columnsOf(recordsStream)
    .map(({ name }) => name)
    .join(', ');
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(
    'psql',
    [url, '-q', '-c', `\\copy lark.base_records (${columns}) FROM '${file}'`],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`psql: ${stderr}`);
  return (performance.now() - startedAt) / 1000;
}

async function begin(url: string): Promise<OpenedDestination> {
  const destination = await openPostgresDestination({ url: new Secret(url), schema: 'lark', hardDeletes: false });
  const streams = [{ stream: recordsStream, mode: 'dedup' }] as const;
  await destination.begin({ sourceId: 'bench', runId: 'run', startedAt: '2026-11-21T00:00:00.000Z', streams });
  return destination;
}

async function loadHeld(server: PostgresServer, pages: readonly Row[][]): Promise<number> {
  const destination = await begin(await server.newDatabase());
  const startedAt = performance.now();
  for (const rows of pages) await destination.write({ kind: 'rows', stream: recordsStream.name, rows });
  await destination.commit(new Map([['base/x', 1]]));
  const seconds = (performance.now() - startedAt) / 1000;
  await destination.close();
  return seconds;
}

async function endToEnd(
  server: PostgresServer,
  facts: TenantFacts,
  { records, limitPerSecond, folder }: { records: number; limitPerSecond: number; folder: string },
): Promise<Found[]> {
  const url = await server.newDatabase();
  const config = writeSyncConfig(facts, {
    folder,
    name: 'postgres',
    modules: baseModules(facts),
    streams: ['base_records'],
    scale: 0,
    destination: { type: 'postgres', url },
  });
  const found: Found[] = [];
  for (const what of ['end to end, the first time', 'end to end, nothing has changed']) {
    const ran = await measure(built('main.js'), ['sync', config, '--json']);
    const [count] = await server.query(url, 'SELECT count(*) FROM lark.base_records');
    const ratio = records / ran.seconds / limitPerSecond;
    found.push({
      what,
      rows: records,
      seconds: ran.seconds,
      ratio,
      misses: missed([
        { what: 'exit code', value: ran.code ?? Number.NaN, atMost: 0 },
        { what: 'rows', value: Number(count?.[0]), atLeast: records, atMost: records },
        { what: 'ratio', value: ratio, atLeast: what.endsWith('time') ? 0.5 : 0 },
        { what: 'peak MB', value: ran.peakMb, atMost: 400 },
      ]),
    });
  }
  return found;
}
