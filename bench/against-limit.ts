import { idealOf } from './ideal.ts';
import { type LimitCase, limitCases } from './limit-cases.ts';
import { countRows, measureSync } from './measure.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { smallTenant, TenantProcess } from './tenant-process.ts';

interface Found {
  readonly what: string;
  readonly needed: number;
  readonly made: number;
  readonly callRatio: number;
  readonly idealSeconds: number;
  readonly seconds: number;
  readonly timeRatio: number;
  readonly throttled: number;
  readonly misses: readonly string[];
  /** Endpoints where made and needed differ. */
  readonly differences: Readonly<Record<string, readonly [needed: number, made: number]>>;
  readonly output: string;
}

/** Each module alone under the documented limits: calls, seconds and refusals against what a perfect client would need. */
export async function againstLimit(options: {
  readonly folder: string;
  readonly quick: boolean;
  readonly wants: (name: string) => boolean;
}): Promise<Section> {
  const found: Found[] = [];
  for (const one of limitCases({ quick: options.quick, now: Date.now() })) {
    if (options.wants(one.name)) found.push(await run(one, options.folder));
  }
  for (const { output } of found) if (output !== '') console.error(output);
  return {
    name: 'limits',
    title: 'Against the limit (documented limits; targets: calls ≤ 1.02, seconds ≤ 1.05, throttled 0, nothing missing)',
    columns: ['module', 'needed', 'made', 'ratio', 'ideal s', 'wall s', 'ratio', 'throttled', 'target'],
    rows: found.map((row) => [
      row.what,
      whole(row.needed),
      whole(row.made),
      row.callRatio.toFixed(3),
      row.idealSeconds.toFixed(1),
      row.seconds.toFixed(1),
      row.timeRatio.toFixed(3),
      whole(row.throttled),
      verdict(row.misses),
    ]),
    figures: found.map(({ output: _, ...figures }) => figures),
    misses: found.filter(({ misses }) => misses.length > 0).length,
  };
}

async function run(one: LimitCase, folder: string): Promise<Found> {
  await using tenant = await TenantProcess.start({ limits: 'documented', ...one.settings }, one.historySinceMs);
  const { facts } = tenant;
  const needs = one.needs(facts);
  const ran = await measureSync(facts, {
    folder,
    name: one.name,
    modules: one.modules(facts),
    streams: one.streams,
    scale: 1,
  });
  const stats = await tenant.stats();
  const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);
  const needed = total(needs.map(({ calls }) => calls));
  const made = total([...stats.values()].map(({ calls }) => calls));
  const throttled = total([...stats.values()].map((endpoint) => endpoint.throttled));
  const idealSeconds = idealOf(needs);
  const ratios = { callRatio: made / needed, timeRatio: ran.seconds / idealSeconds };
  const misses = missed([
    { what: 'exit code', value: ran.code ?? Number.NaN, atMost: 0 },
    { what: 'calls', value: ratios.callRatio, atMost: 1.02 },
    { what: 'seconds', value: ratios.timeRatio, atMost: 1.05 },
    { what: 'throttled', value: throttled, atMost: 0 },
    ...(await rowAims(one.rows(facts), ran.database)),
  ]);
  const needByPath = new Map(needs.map(({ endpoint, calls }) => [endpoint, calls]));
  const differences = [...new Set([...needByPath.keys(), ...stats.keys()])].flatMap((path) => {
    const both = [needByPath.get(path) ?? 0, stats.get(path)?.calls ?? 0] as const;
    return both[0] === both[1] ? [] : [[path, both] as const];
  });
  return {
    what: one.describe(facts),
    needed,
    made,
    ...ratios,
    idealSeconds,
    seconds: ran.seconds,
    throttled,
    misses,
    differences: Object.fromEntries(differences),
    output: ran.code === 0 ? '' : ran.output,
  };
}

async function rowAims(expected: Readonly<Record<string, number>>, database: string) {
  const aims = Object.entries(expected).map(async ([table, rows]) => {
    const value = await countRows(database, `lark.${table}`);
    return { what: table, value, atLeast: rows, atMost: rows };
  });
  return await Promise.all(aims);
}

/** What a sync takes that has next to nothing to read: start-up, planning, a new file, closing. */
export async function emptySync(folder: string): Promise<number> {
  await using tenant = await TenantProcess.start({ ...smallTenant, limits: 'off' });
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const modules = { base: { tables: [{ app_token: tenant.facts.bases[0]?.appToken }] } };
    const name = `empty-${run}`;
    times.push((await measureSync(tenant.facts, { folder, name, modules, streams: ['base_*'], scale: 0 })).seconds);
  }
  return times.sort((a, b) => a - b)[1] ?? Number.NaN;
}
