import { type IncrementCase, incrementCases, type Mode } from './increment-cases.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { totalCalls, type VirtualRun, VirtualTenant } from './virtual-tenant.ts';

const hourMs = 3_600_000;

interface Found {
  readonly what: string;
  readonly mode: Mode;
  readonly changed: number;
  readonly arrived: number;
  readonly first: number;
  readonly calls: number;
  readonly byPath: Readonly<Record<string, number>>;
  readonly audit: number;
  readonly besideAudit: number;
  readonly share: number;
  readonly seconds: number;
  readonly throttled: number;
  readonly stateBytes: number;
  readonly misses: readonly string[];
}

/** A run by the hour with `incremental: exact` and with `changes`, in tenants that are the same, under the documented limits. */
export async function increments({ quick }: { readonly quick: boolean }): Promise<Section> {
  const found: Found[] = [];
  for (const one of incrementCases(quick)) {
    const exact = await runHourly(one, 'exact');
    found.push(toFound(one, 'exact', exact));
    found.push(toFound(one, 'changes', await runHourly(one, 'changes'), exact.hourly));
  }
  return {
    name: 'increments',
    title:
      'A run by the hour, by mode (documented limits, time that skips waits; target: what has changed is there, 0 throttled, calls and seconds as said)',
    columns: [
      'what',
      'changed',
      'mode',
      'first read',
      'calls',
      'share of exact',
      'audit',
      'other calls a code or table',
      'seconds',
      'throttled',
      'state',
      'target',
    ],
    rows: found.map((row) => [
      row.what,
      whole(row.changed),
      row.mode,
      whole(row.first),
      whole(row.calls),
      row.share.toFixed(3),
      whole(row.audit),
      row.besideAudit.toFixed(1),
      row.seconds.toFixed(0),
      whole(row.throttled),
      `${(row.stateBytes / 1000).toFixed(1)} KB`,
      verdict(row.misses),
    ]),
    figures: found.map((row) => ({ ...row })),
    misses: found.filter(({ misses }) => misses.length > 0).length,
  };
}

interface Hourly {
  readonly first: VirtualRun;
  readonly hourly: VirtualRun;
  readonly arrived: number;
  readonly expected: number;
  readonly stateBytes: number;
}

/** The third run is measured: by the second one, a run has one before it that came an hour earlier. */
async function runHourly(one: IncrementCase, mode: Mode): Promise<Hourly> {
  await using tenant = await VirtualTenant.start(one.settings);
  const read = { modules: one.modules(tenant.sandbox, mode), streams: one.streams };
  const nothing = { ...read, take: () => {} };
  const first = await tenant.run(nothing);
  tenant.clock.advance(hourMs);
  await tenant.run(nothing);
  tenant.clock.advance(hourMs - 60_000);
  const expected = one.change(tenant.sandbox);
  tenant.clock.advance(60_000);
  const arrived = new Map<string, string>();
  const take = (change: Parameters<typeof one.rows>[0]): void => {
    for (const [key, text] of one.rows(change)) if (expected.has(key)) arrived.set(key, text);
  };
  const hourly = await tenant.run({ ...read, take });
  const { stateBytes } = tenant;
  const right = [...expected].filter(([key, text]) => arrived.get(key) === text);
  return { first, hourly, arrived: right.length, expected: expected.size, stateBytes };
}

function toFound(one: IncrementCase, mode: Mode, run: Hourly, exact?: VirtualRun): Found {
  const { hourly } = run;
  const calls = totalCalls(hourly);
  const misses = missed([
    { what: 'changes that arrived', value: run.arrived, atLeast: run.expected },
    { what: 'throttled', value: hourly.throttled, atMost: 0 },
    ...(mode === 'changes' ? one.aims(hourly, exact) : []),
  ]);
  return {
    what: one.what,
    mode,
    changed: one.changed,
    arrived: run.arrived,
    first: totalCalls(run.first),
    calls,
    byPath: Object.fromEntries(hourly.calls),
    audit: hourly.audit,
    besideAudit: (calls - hourly.audit) / one.parts,
    share: exact === undefined ? 1 : calls / totalCalls(exact),
    seconds: hourly.seconds,
    throttled: hourly.throttled,
    stateBytes: run.stateBytes,
    misses,
  };
}
