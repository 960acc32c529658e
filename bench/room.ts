import { rmSync } from 'node:fs';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { countRecords, writeConnectorFiles } from './airbyte.ts';
import { built } from './built.ts';
import { baseModules, countRows, type Measured, measure, measurePlainScript, writeSyncConfig } from './measure.ts';
import { psqlCopy } from './postgres.ts';
import { ReplayTenant } from './replay-tenant.ts';
import { type Aim, missed, type Section, verdict, whole } from './report.ts';
import { median, pagesOf } from './rows-held.ts';
import type { TenantFacts } from './tenant-process.ts';

interface Options {
  readonly folder: string;
  readonly quick: boolean;
}

interface Found {
  readonly what: string;
  readonly rows: number;
  readonly perSecond: number;
  /** NaN where another program does the work. */
  readonly cpuMicros: number;
  readonly peakMb: number;
  /** Of `\copy`. */
  readonly ratio?: number;
  readonly misses: readonly string[];
}

const stream = 'base_records';

/**
 * What one row costs us, with the platform's answers from the memory of another process. CPU is user and system time of all threads of the
 * measured process, its start-up included.
 */
export async function room(options: Options): Promise<Section> {
  const found = [...(await throughDuckdb(options)), ...(await throughPostgres(options))];
  return {
    name: 'room',
    title: 'The cost of a row (answers from the memory of another process, medians of three by turns)',
    columns: ['what', 'rows', 'rows/s', 'CPU-µs a row', 'peak MB', 'of \\copy', 'target'],
    rows: found.map((row) => [
      row.what,
      whole(row.rows),
      whole(row.perSecond),
      Number.isNaN(row.cpuMicros) ? '' : row.cpuMicros.toFixed(1),
      Number.isNaN(row.peakMb) ? '' : whole(row.peakMb),
      row.ratio?.toFixed(2) ?? '',
      verdict(row.misses),
    ]),
    figures: found.map((row) => ({ ...row })),
    misses: found.filter(({ misses }) => misses.length > 0).length,
  };
}

/** One way, by turns with the others: a machine is not equally fast from one moment to the next. */
interface Way {
  readonly what: string;
  readonly rows: number;
  readonly run: () => Promise<Measured>;
  /** How many rows are there afterwards. */
  readonly arrived?: () => Promise<number>;
  readonly aims?: (row: Omit<Found, 'misses'>) => readonly Aim[];
}

async function throughDuckdb({ folder, quick }: Options): Promise<Found[]> {
  const rows = quick ? 200_000 : 1_000_000;
  await using tenant = await ReplayTenant.start(rows);
  await using few = await ReplayTenant.start(1);
  const ours = duckdbRun(tenant.facts, folder, 'room');
  const none = duckdbRun(few.facts, folder, 'room-few');
  const plain = `${folder}/room-plain.duckdb`;
  const { config, catalog } = writeConnectorFiles(tenant.facts, folder);
  const source = ['read', '--config', config, '--catalog', catalog];
  return await byTurns(quick ? 1 : 3, [
    { what: 'larkstream, one row: start-up', rows: 1, run: async () => await none.anew() },
    {
      what: 'plain script with the official SDK, into DuckDB',
      rows,
      run: async () => {
        rmSync(plain, { force: true });
        return await measurePlainScript(plainArgs(tenant.facts, plain));
      },
      arrived: async () => await countRows(plain, 'records'),
    },
    {
      what: 'into a new DuckDB file',
      rows,
      run: ours.anew,
      arrived: ours.arrived,
      aims: ({ perSecond, cpuMicros, peakMb }) => [
        { what: 'rows/s', value: perSecond, atLeast: 90_000 },
        { what: 'CPU-µs', value: cpuMicros, atMost: 13 },
        { what: 'peak MB', value: peakMb, atMost: 300 },
      ],
    },
    { what: 'the same once more, nothing has changed', rows, run: ours.again, arrived: ours.arrived },
    {
      what: 'Airbyte source to stdout',
      rows,
      run: async () => await measure(built('source-feishu.js'), source, countRecords()),
      aims: ({ cpuMicros }) => [{ what: 'CPU-µs', value: cpuMicros, atMost: 8 }],
    },
  ]);
}

function plainArgs({ url, appId, appSecret, bases: [base] }: TenantFacts, path: string): string[] {
  return [url, appId, appSecret, base?.appToken ?? '', base?.tables[0]?.tableId ?? '', path];
}

interface Sync {
  readonly anew: () => Promise<Measured>;
  readonly again: () => Promise<Measured>;
  readonly arrived: () => Promise<number>;
}

function duckdbRun(facts: TenantFacts, folder: string, name: string): Sync {
  const path = `${folder}/${name}.duckdb`;
  const destination = { type: 'duckdb', path };
  const config = writeSyncConfig(facts, { ...settings(facts, folder), name, destination });
  const again = async (): Promise<Measured> => await measure(built('main.js'), ['sync', config, '--json']);
  return {
    again,
    anew: async () => {
      rmSync(path, { force: true });
      return await again();
    },
    arrived: async () => await countRows(path, `lark.${stream}`),
  };
}

const settings = (facts: TenantFacts, folder: string) =>
  ({ folder, modules: baseModules(facts), streams: [stream], scale: 0 }) as const;

async function throughPostgres({ folder, quick }: Options): Promise<Found[]> {
  const rows = quick ? 50_000 : 300_000;
  await using server = await PostgresServer.start(['shared_buffers=512MB', 'max_wal_size=4GB']);
  await using tenant = await ReplayTenant.start(rows);
  const pages = await pagesOf(tenant.facts);
  const turns = quick ? 1 : 3;
  const copied: number[] = [];
  const found: Found[] = [];
  let url = '';
  const name = 'room-postgres';
  const destination = (): string =>
    writeSyncConfig(tenant.facts, { ...settings(tenant.facts, folder), name, destination: { type: 'postgres', url } });
  for (let turn = 0; turn < turns; turn++) copied.push(await psqlCopy(server, pages, folder));
  pages.length = 0;
  const limit = rows / median(copied);
  found.push({
    what: 'psql \\copy',
    rows,
    perSecond: limit,
    cpuMicros: Number.NaN,
    peakMb: Number.NaN,
    ratio: 1,
    misses: [],
  });
  const arrived = async (): Promise<number> =>
    Number((await server.query(url, `SELECT count(*) FROM lark.${stream}`))[0]?.[0]);
  const runs = await byTurns(turns, [
    {
      what: 'into a new table of Postgres',
      rows,
      run: async () => {
        url = await server.newDatabase();
        return await measure(built('main.js'), ['sync', destination(), '--json']);
      },
      arrived,
      aims: ({ perSecond }) => [{ what: 'of \\copy', value: perSecond / limit, atLeast: 0.7 }],
    },
    {
      what: 'the same once more, nothing has changed',
      rows,
      run: async () => await measure(built('main.js'), ['sync', destination(), '--json']),
      arrived,
    },
  ]);
  return [...found, ...runs.map((run) => ({ ...run, ratio: run.perSecond / limit }))];
}

async function byTurns(turns: number, ways: readonly Way[]): Promise<Found[]> {
  const runs = ways.map((way) => ({ way, ran: [] as Measured[], arrived: way.rows }));
  for (let turn = 0; turn < turns; turn++) {
    for (const one of runs) {
      const ran = await one.way.run();
      if (ran.code !== 0) console.error(ran.output);
      one.ran.push(ran);
      one.arrived = ran.records ?? (await one.way.arrived?.()) ?? one.arrived;
    }
  }
  return runs.map(({ way, ran, arrived }) => {
    const row = {
      what: way.what,
      rows: way.rows,
      perSecond: way.rows / median(ran.map(({ seconds }) => seconds)),
      cpuMicros: (median(ran.map(({ cpuSeconds }) => cpuSeconds)) * 1e6) / way.rows,
      peakMb: Math.max(...ran.map(({ peakMb }) => peakMb)),
    };
    const codes = ran.map(({ code }) => ({ what: 'exit code', value: code ?? Number.NaN, atMost: 0 }));
    const rows = { what: 'rows', value: arrived, atLeast: way.rows, atMost: way.rows };
    return { ...row, misses: missed([...codes, rows, ...(way.aims?.(row) ?? [])]) };
  });
}
