import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import { rest } from '../model/clock.ts';
import { superviseTenants } from './tenant-supervisor.ts';

const begin = 1_800_000_000_000;

interface Step {
  readonly tenant: string;
  readonly change: 'install' | 'uninstall';
  readonly waitMs: number;
}

interface LogEntry {
  readonly at: number;
  readonly what: string;
}

/** Installs and uninstalls, and says what was done for whom and when. To end its work a tenant takes the given time. */
async function supervise(steps: readonly Step[], endingMs: Readonly<Record<string, number>>): Promise<LogEntry[]> {
  const clock = new VirtualClock(begin);
  const stop = new AbortController();
  const uninstalledAt = new Map<string, number | null>();
  const log: LogEntry[] = [];
  let seq = 0;
  const tell = (what: string): void => void log.push({ at: clock.now() - begin, what });
  const start = (): Promise<void> =>
    superviseTenants({
      store: {
        lastSeq: async () => seq,
        dueTenants: async () => [...uninstalledAt.keys()],
        installations: async (appId) =>
          [...uninstalledAt].map(([tenantKey, at]) => ({ appId, tenantKey, installedAt: begin, uninstalledAt: at })),
        dropPending: async ({ tenantKey, lastSeq }) => {
          tell(`drop ${tenantKey} up to ${lastSeq}`);
          return 0;
        },
      },
      consumer: 'replication',
      appId: 'cli_1',
      clock,
      signal: stop.signal,
      follow: async (tenantKey, until) => {
        tell(`begin ${tenantKey}`);
        await rest(clock, 10 ** 9, until);
        await clock.sleep(endingMs[tenantKey] ?? 0);
        tell(`end ${tenantKey}`);
      },
      onTenant: (tenantKey, change) => tell(`${change} ${tenantKey}`),
      onTrouble: (error) => tell(error.message),
    });
  let supervised: Promise<void> | undefined;
  for (const { tenant, change, waitMs } of steps) {
    seq++;
    uninstalledAt.set(tenant, change === 'install' ? null : clock.now());
    supervised ??= start();
    await clock.sleep(waitMs);
  }
  stop.abort();
  await supervised;
  return log;
}

test('a tenant whose work ends slowly holds up no other', async () => {
  const log = await supervise(
    [
      { tenant: 'slow', change: 'install', waitMs: 5_000 },
      { tenant: 'slow', change: 'uninstall', waitMs: 5_000 },
      { tenant: 'quick', change: 'install', waitMs: 5_000 },
      { tenant: 'slow', change: 'install', waitMs: 200_000 },
    ],
    { slow: 100_000 },
  );
  const when = (what: string): number | undefined => log.find((one) => one.what === what)?.at;
  expect(when('begin quick')).toBeLessThanOrEqual(12_000);
  expect(
    log.filter(({ what }) => what.endsWith('slow') || what.startsWith('drop slow')).map(({ what }) => what),
  ).toEqual([
    'installed slow',
    'begin slow',
    'uninstalled slow',
    'installed slow',
    'end slow',
    // Up to the event of its end, not to that of its return.
    'drop slow up to 2',
    'begin slow',
    'end slow',
  ]);
});

test('a tenant that uninstalls while no process runs loses its waiting events, once', async () => {
  const steps: Step[] = [{ tenant: 'gone', change: 'uninstall', waitMs: 60_000 }];
  expect((await supervise(steps, {})).map(({ what }) => what)).toEqual(['drop gone up to 1']);
});

test('for any installs and uninstalls, works of a tenant never overlap, and each end is followed by one drop', async () => {
  const step = fc.record({
    tenant: fc.constantFrom('a', 'b'),
    change: fc.constantFrom('install' as const, 'uninstall' as const),
    waitMs: fc.constantFrom(1, 3_000, 30_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const log = await supervise(steps, { a: 10_000 });
      for (const tenant of ['a', 'b']) {
        const words = log.map(({ what }) => what.split(' ')).filter(([, of]) => of === tenant);
        const done = words.map(([verb]) => verb).filter((verb) => verb !== 'installed' && verb !== 'uninstalled');
        expect(done.join(' ')).toMatch(/^(drop ?)?(begin end drop ?|drop ?)*(begin end)?$/);
        const ends = words.filter(([verb]) => verb === 'uninstalled').length;
        const drops = done.filter((verb) => verb === 'drop').length;
        expect([ends, ends + 1]).toContain(drops);
      }
    }),
    { numRuns: 50 },
  );
});

test('of many tenants that have gone, drops come one after another, and only where something waits', async () => {
  const clock = new VirtualClock(begin);
  const stop = new AbortController();
  const gone = Array.from({ length: 50 }, (_, at) => `t${at}`);
  const dropped: string[] = [];
  let running = 0;
  let questions = 0;
  const supervised = superviseTenants({
    store: {
      lastSeq: async () => 9,
      installations: async (appId) =>
        gone.map((tenantKey) => ({ appId, tenantKey, installedAt: begin, uninstalledAt: begin })),
      dueTenants: async () => {
        questions++;
        return ['t3', 't7', 't20', 'another'];
      },
      dropPending: async ({ tenantKey }) => {
        expect(++running).toBe(1);
        await clock.sleep(5_000);
        running--;
        dropped.push(tenantKey);
        return 1;
      },
    },
    consumer: 'replication',
    appId: 'cli_1',
    clock,
    signal: stop.signal,
    follow: async () => {},
    onTenant: () => {},
    onTrouble: (error) => expect(error).toBeUndefined(),
  });
  await clock.sleep(60_000);
  stop.abort();
  await supervised;
  expect([dropped, questions]).toEqual([['t3', 't7', 't20'], 1]);
});

test('a tenant whose first snapshot fails is tried ever more rarely, an hour apart at last, and anew after its return', async () => {
  const clock = new VirtualClock(begin);
  const stop = new AbortController();
  const tried: number[] = [];
  let uninstalledAt: number | null = null;
  let since = begin;
  const supervised = superviseTenants({
    store: {
      lastSeq: async () => 0,
      installations: async (appId) => [{ appId, tenantKey: 'broken', installedAt: begin, uninstalledAt }],
      dueTenants: async () => [],
      dropPending: async () => 0,
    },
    consumer: 'replication',
    appId: 'cli_1',
    clock,
    signal: stop.signal,
    follow: async () => {
      tried.push((clock.now() - since) / 60_000);
      since = clock.now();
    },
    onTenant: () => {},
    onTrouble: () => {},
  });
  await clock.sleep(250 * 60_000);
  expect(tried).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
  uninstalledAt = clock.now();
  await clock.sleep(10_000);
  uninstalledAt = null;
  await clock.sleep(10_000);
  tried.length = 0;
  await clock.sleep(70_000);
  expect(tried).toEqual([1]);
  stop.abort();
  await supervised;
});
