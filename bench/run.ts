/**
 * `npm run bench`: ratios against the limits that the platform documents, and against the plain way of doing it.
 * Options: `--only limits|speed|plain|help`, `--quick` (smaller sizes), `--large` (3,000,000 records too).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { idealOf, limitCases } from './limit-cases.ts';
import { measure, measureSync, TenantProcess } from './processes.ts';

const flags = new Set(process.argv.slice(2));
const quick = flags.has('--quick');
const wants = (part: string): boolean => !flags.has('--only') || flags.has(part);
const folder = mkdtempSync(join(tmpdir(), 'larkstream-bench-'));
const say = (line = ''): void => console.log(line);
const verdict = (ok: boolean): string => (ok ? 'ok' : 'MISS');

say(
  `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`,
);

async function againstTheLimit(): Promise<void> {
  say('\nAgainst the limit (documented limits; targets: calls ≤ 1.02, seconds ≤ 1.05, throttled 0)');
  say('  module         needed    made  ratio    ideal s   wall s  ratio  throttled');
  for (const one of limitCases(quick)) {
    await using tenant = await TenantProcess.start(one.settings);
    const name = one.name.replace(/\W+/g, '-');
    const ran = await measureSync(tenant, {
      folder,
      name,
      modules: one.modules(tenant.facts),
      streams: one.streams,
      scale: 1,
    });
    const needs = one.needs(tenant.facts);
    const stats = await tenant.stats();
    const made = Object.entries(stats)
      .filter(([path]) => !path.includes('/auth/'))
      .map(([, { calls }]) => calls)
      .reduce((a, b) => a + b, 0);
    const throttled = Object.values(stats).reduce((sum, endpoint) => sum + endpoint.throttled, 0);
    const needed = needs.reduce((sum, { calls }) => sum + calls, 0);
    const ideal = idealOf(needs);
    const [callRatio, timeRatio] = [made / needed, ran.seconds / ideal];
    const columns = [
      one.name.padEnd(13),
      String(needed).padStart(7),
      String(made).padStart(7),
      callRatio.toFixed(3),
      ideal.toFixed(1).padStart(9),
      ran.seconds.toFixed(1).padStart(8),
      timeRatio.toFixed(3),
      String(throttled).padStart(9),
    ];
    say(
      `  ${columns.join('  ')}  ${verdict(ran.code === 0 && callRatio <= 1.02 && timeRatio <= 1.05 && throttled === 0)}`,
    );
    if (ran.code !== 0) say(ran.output);
  }
}

async function beyondTheLimit(): Promise<void> {
  say('\nBeyond it (limits off, end to end into DuckDB; targets: ≥ 40,000 records/s, ≤ 400 MB, no more at 3,000,000)');
  const sizes = [
    [1, quick ? 200_000 : 1_000_000],
    [4, quick ? 50_000 : 250_000],
    ...(flags.has('--large') ? [[1, 3_000_000]] : []),
  ];
  for (const [bases = 1, records = 0] of sizes) {
    await using tenant = await TenantProcess.start({
      limits: 'off',
      bases: Array.from({ length: bases }, () => ({ tables: 1, records })),
      approvals: { instancesPerDay: 0 },
    });
    const modules = { base: { tables: tenant.facts.appTokens.map((token) => ({ app_token: token })) } };
    const ran = await measureSync(tenant, {
      folder,
      name: `speed-${bases}-${records}`,
      modules,
      streams: ['base_records'],
      scale: 0,
    });
    const rate = (bases * records) / ran.seconds;
    const what = `${(bases * records).toLocaleString('en')} records of ${tenant.facts.recordBytes} bytes, ${bases} Base${bases > 1 ? 's' : ''}`;
    say(
      `  ${what.padEnd(52)} ${ran.seconds.toFixed(1)} s  ${Math.round(rate).toLocaleString('en')}/s  peak ${Math.round(ran.peakMb)} MB  ${verdict(ran.code === 0 && rate >= 40_000 && ran.peakMb <= 400)}`,
    );
    if (ran.code !== 0) say(ran.output);
  }
}

async function againstThePlainWay(): Promise<void> {
  say('\nAgainst the plain way (official Node SDK, its iterator, rows appended to DuckDB), one table');
  for (const limits of ['documented', 'off'] as const) {
    const records = quick || limits === 'documented' ? 100_000 : 300_000;
    await using tenant = await TenantProcess.start({
      limits,
      bases: [{ tables: 1, records }],
      approvals: { instancesPerDay: 0 },
    });
    const { url, appId, appSecret, appTokens, tableIds } = tenant.facts;
    const plain = await measure('plain-sdk.ts', [
      url,
      appId,
      appSecret,
      appTokens[0] ?? '',
      tableIds[0]?.[0] ?? '',
      join(folder, `plain-${limits}.duckdb`),
    ]);
    const arrived = Number(/"rows":(\d+)/.exec(plain.output)?.[1] ?? 0);
    // What the script has used of the last minute's budget must not slow what comes next.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const modules = { base: { tables: appTokens.map((token) => ({ app_token: token })) } };
    const ours = await measureSync(tenant, {
      folder,
      name: `ours-${limits}`,
      modules,
      streams: ['base_records'],
      scale: limits === 'off' ? 0 : 1,
    });
    const share = (rows: number): string =>
      `${rows.toLocaleString('en')} of ${records.toLocaleString('en')} rows (${((100 * rows) / records).toFixed(0)} %)`;
    say(`  limits ${limits}`);
    say(`    plain script  exit ${plain.code}  ${share(arrived)} in ${plain.seconds.toFixed(1)} s`);
    say(`    larkstream    exit ${ours.code}  ${share(ours.code === 0 ? records : 0)} in ${ours.seconds.toFixed(1)} s`);
    if (arrived === records)
      say(`    ratio         ${(plain.seconds / ours.seconds).toFixed(2)} × the plain script's speed`);
  }
}

async function helpTime(): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < 7; run++) times.push((await measure('../src/main.ts', ['--help'])).seconds * 1000);
  const median = times.sort((a, b) => a - b)[3] ?? 0;
  say(`\nlarkstream --help from source: ${median.toFixed(0)} ms (target < 150)  ${verdict(median < 150)}`);
}

try {
  if (wants('limits')) await againstTheLimit();
  if (wants('speed')) await beyondTheLimit();
  if (wants('plain')) await againstThePlainWay();
  if (wants('help')) await helpTime();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
