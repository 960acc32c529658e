import { setTimeout as pause } from 'node:timers/promises';
import { baseModules, countRows, type Measured, measurePlainScript, measureSync } from './measure.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { smallTenant, TenantProcess } from './tenant-process.ts';

interface Found {
  readonly limits: 'documented' | 'off';
  readonly way: 'plain script' | 'larkstream';
  readonly records: number;
  readonly arrived: number;
  readonly seconds: number;
  readonly code: number | null;
  readonly peakMb: number;
}

/** The same table by the official SDK's iterator and by larkstream, one after the other against one sandbox. */
export async function againstPlain(options: { readonly folder: string; readonly quick: boolean }): Promise<Section> {
  const found: Found[] = [];
  for (const limits of ['documented', 'off'] as const) {
    const records = options.quick || limits === 'documented' ? 100_000 : 500_000;
    found.push(...(await compare({ ...options, limits, records })));
  }
  const rows = found.map((row) => toRow(row, found));
  return {
    name: 'plain',
    title: 'Against the plain way (official Node SDK, its iterator, rows appended to DuckDB)',
    columns: ['limits', 'way', 'rows that arrived', 'seconds', 'rows/s', 'speed', 'peak MB', 'exit', 'target'],
    rows,
    figures: found.map((row) => ({ ...row })),
    misses: rows.filter((row) => row.at(-1)?.startsWith('miss')).length,
  };
}

function toRow(row: Found, all: readonly Found[]): string[] {
  const { limits, way, records, arrived, seconds, code, peakMb } = row;
  const plain = all.find((other) => other.limits === limits && other.way === 'plain script');
  // A script that stops early is not fast, so speeds are compared only where both are complete.
  const isComparable = plain !== undefined && plain.arrived === records && arrived === records;
  const target = way === 'plain script' ? '–' : verdict(missed([{ what: 'rows', value: arrived, atLeast: records }]));
  return [
    limits,
    way,
    `${whole(arrived)} of ${whole(records)} (${((100 * arrived) / records).toFixed(0)} %)`,
    seconds.toFixed(1),
    whole(arrived / seconds),
    isComparable ? `${(plain.seconds / seconds).toFixed(2)} ×` : '–',
    whole(peakMb),
    String(code),
    target,
  ];
}

async function compare(options: {
  readonly folder: string;
  readonly limits: 'documented' | 'off';
  readonly records: number;
}): Promise<Found[]> {
  const { folder, limits, records } = options;
  await using tenant = await TenantProcess.start({ ...smallTenant, limits, bases: [{ tables: 1, records }] });
  const { facts } = tenant;
  const { url, appId, appSecret, bases } = facts;
  const [base] = bases;
  const database = `${folder}/plain-${limits}.duckdb`;
  const plain = await measurePlainScript([
    url,
    appId,
    appSecret,
    base?.appToken ?? '',
    base?.tables[0]?.tableId ?? '',
    database,
  ]);
  const told = (way: Found['way'], { seconds, code, peakMb }: Measured, arrived: number): Found => {
    return { limits, way, records, arrived, seconds, code, peakMb };
  };
  const first = told('plain script', plain, await countRows(database, 'records'));
  // The script has used up the second that larkstream would begin in; it must not pay for that.
  await pause(1500);
  const ours = await measureSync(facts, {
    folder,
    name: `ours-${limits}`,
    modules: baseModules(facts),
    streams: ['base_records'],
    scale: limits === 'off' ? 0 : 1,
  });
  if (ours.code !== 0) console.error(ours.output);
  return [first, told('larkstream', ours, await countRows(ours.database, 'lark.base_records'))];
}
