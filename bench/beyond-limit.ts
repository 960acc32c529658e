import { baseModules, countRows, measureSync } from './measure.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { smallTenant, TenantProcess } from './tenant-process.ts';

interface Found {
  readonly bases: number;
  readonly records: number;
  readonly recordBytes: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly peakMb: number;
  readonly misses: readonly string[];
}

/** How fast Base records go into DuckDB when nothing limits the calls. */
export async function beyondLimit(options: {
  readonly folder: string;
  readonly quick: boolean;
  readonly large: boolean;
}): Promise<Section> {
  const million = options.quick ? 200_000 : 1_000_000;
  const sizes = [[1, million] as const, [4, million] as const, ...(options.large ? [[1, 3 * million] as const] : [])];
  const found: Found[] = [];
  for (const [bases, records] of sizes) found.push(await run({ bases, records, folder: options.folder }));
  return {
    name: 'speed',
    title:
      'Beyond it (limits off, end to end into a new DuckDB file; targets: ≥ 40,000 records/s for one Base of a million, ≤ 400 MB)',
    columns: ['what', 'seconds', 'records/s', 'peak MB', 'target'],
    rows: found.map((row) => [
      `${whole(row.records)} records of ${whole(row.recordBytes)} bytes, ${row.bases === 1 ? 'one Base' : `${row.bases} Bases`}`,
      row.seconds.toFixed(1),
      whole(row.perSecond),
      whole(row.peakMb),
      verdict(row.misses),
    ]),
    figures: found.map((row) => ({ ...row })),
    misses: found.filter(({ misses }) => misses.length > 0).length,
  };
}

const fewRecords = 10;

async function run(size: {
  readonly bases: number;
  readonly records: number;
  readonly folder: string;
}): Promise<Found> {
  const { bases, records, folder } = size;
  // Every other Base of the sandbox has a column of each kind and records twice as large; those stay nearly empty.
  const all = Array.from({ length: 2 * bases - 1 }, (_, at) => ({
    tables: 1,
    records: at % 2 === 0 ? records / bases : fewRecords,
  }));
  const expected = records + (bases - 1) * fewRecords;
  await using tenant = await TenantProcess.start({
    ...smallTenant,
    limits: 'off',
    bases: all,
  });
  const ran = await measureSync(tenant.facts, {
    folder,
    name: `speed-${bases}-${records}`,
    modules: baseModules(tenant.facts),
    streams: ['base_records'],
    scale: 0,
  });
  if (ran.code !== 0) console.error(ran.output);
  const perSecond = records / ran.seconds;
  const arrived = await countRows(ran.database, 'lark.base_records');
  const misses = missed([
    { what: 'exit code', value: ran.code ?? Number.NaN, atMost: 0 },
    { what: 'rows', value: arrived, atLeast: expected, atMost: expected },
    // The aim for speed is for one Base of a million; the other sizes have to keep the memory.
    { what: 'records/s', value: perSecond, atLeast: bases === 1 && records <= 1_000_000 ? 40_000 : 0 },
    { what: 'peak MB', value: ran.peakMb, atMost: 400 },
  ]);
  const { recordBytes } = tenant.facts;
  return { bases, records, recordBytes, seconds: ran.seconds, perSecond, peakMb: ran.peakMb, misses };
}
