import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextStart } from '../../src/cli/commands/sync-every.ts';
import { minSeconds } from '../../src/open-platform/limits/min-seconds.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, tryParseJson } from '../../src/util/json.ts';
import { beginLarkstream } from '../support/begin-larkstream.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder = '';
let sandbox: Sandbox;
let file = '';
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const startDate = daysAgo(24);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-options-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 10,
    departments: 3,
    approvals: { definitions: 1, instancesPerDay: 4, days: 20 },
    attendance: { days: 20 },
    bases: [{ tables: 1, records: 10 }],
  });
  file = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate, lookbackDays: 2 }).file;
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const sync = async (...flags: string[]) => await runInProcess(['sync', file, '--json', ...flags]);
const read = (events: readonly Record<string, unknown>[], stream: string): number => {
  const streams = events.find(({ event }) => event === 'run')?.streams;
  const found = Array.isArray(streams)
    ? streams.find((one: unknown) => isObject(one) && one.stream === stream)
    : undefined;
  return isObject(found) ? Number(found.rowsRead) : -1;
};

test('--exclude leaves streams out, beside --streams and beside the configuration', async () => {
  const { events } = await sync('--streams', 'contact_*', '--exclude', '*_members', 'contact_user_departments');
  const [start] = events;
  const names = (Array.isArray(start?.streams) ? start.streams : []).map((one: unknown) =>
    isObject(one) ? one.name : one,
  );
  expect(names).toContain('contact_users');
  expect(names.filter((name) => /_members$|user_departments/.test(String(name)))).toEqual([]);
});

test.each([
  ['--exclude', ['--exclude', '*'], {}],
  ['--streams and --exclude', ['--streams', 'contact_*', '--exclude', 'contact_*'], {}],
  ['--exclude without what the configuration includes', ['--exclude', 'base_*'], { include: ['base_*'] }],
  ['the configuration', [], { include: ['contact_users'], exclude: ['contact_*'] }],
] as const)('%s that leave no stream are an error', async (_, flags, streams) => {
  const given = writeTenantConfig(sandbox, { folder, name: 'none-left', startDate, streams });
  for (const more of [[], ['--dry-run']]) {
    const { code, events } = await runInProcess(['sync', given.file, '--json', ...flags, ...more]);
    expect(code).toBe(2);
    expect(events.at(-1)).toMatchObject({
      event: 'error',
      code: 'config.stream.none',
      message: expect.stringContaining('No stream is left'),
      zh: { message: expect.stringContaining('没有剩下任何数据流') },
    });
  }
  expect(existsSync(given.path)).toBe(false);
});

test.each(['--streams', '--exclude'])('%s with a name that is nearly right names the right one', async (flag) => {
  const { code, events } = await sync(flag, 'contact_user');
  expect(code).toBe(2);
  expect(events[0]).toMatchObject({
    code: 'config.stream.unknown',
    message: expect.stringContaining('did you mean contact_users?'),
  });
});

test('--since reads what has a date from there on again, and the next run goes on as before', async () => {
  const streams = ['--streams', 'approval_instances', 'attendance_user_flows', 'contact_users'];
  const run = async (...flags: string[]) => {
    sandbox.resetStats();
    const { events } = await sync(...streams, ...flags);
    const lists = sandbox.stats().endpoints['/open-apis/approval/v4/instances']?.calls ?? 0;
    return { lists, punches: read(events, 'attendance_user_flows'), people: read(events, 'contact_users') };
  };
  const [first, usual, since, last] = [await run(), await run(), await run('--since', daysAgo(14)), await run()];
  expect(first.lists).toBeGreaterThan(50);
  expect(usual.lists).toBeLessThan(8);
  expect(since.lists).toBeGreaterThan(30);
  expect(since.lists).toBeLessThan(first.lists);
  expect(since.punches).toBeGreaterThan(usual.punches);
  expect(since.people).toBe(10);
  expect(last.lists).toBeLessThan(8);
});

test.each(['2026-13-01', '2026-02-30', 'yesterday', '2999-01-01'])('--since %s is refused', async (day) => {
  expect((await sync('--since', day)).code).toBe(2);
});

describe('--dry-run', () => {
  const planOf = (events: readonly Record<string, unknown>[]): Map<string, { calls: number; isEstimate: boolean }> =>
    new Map(
      events
        .filter(({ event }) => event === 'planned')
        .map(({ endpoint, calls, isEstimate }) => [
          String(endpoint),
          { calls: Number(calls), isEstimate: isEstimate === true },
        ]),
    );

  test.each([
    ['first', 2],
    ['second', 2],
    ['second', 20],
  ])(
    'sync --dry-run prints the calls of the %s run with a lookback of %d days by endpoint, and reads and writes nothing',
    async (which, lookbackDays) => {
      const name = `plan-${which}-${lookbackDays}`;
      const own = writeTenantConfig(sandbox, { folder, name, startDate, lookbackDays });
      if (which === 'second') await runInProcess(['sync', own.file, '--quiet']);
      const planned = await runInProcess(['sync', own.file, '--dry-run', '--json']);
      expect(planned.code).toBe(0);
      if (which === 'first') expect(existsSync(own.path)).toBe(false);
      const plan = planOf(planned.events);
      sandbox.resetStats();
      await runInProcess(['sync', own.file, '--quiet']);
      const made = sandbox.stats().endpoints;
      expect([...plan.keys()]).toContain('GET /open-apis/approval/v4/instances');
      for (const [endpoint, { calls, isEstimate }] of plan) {
        const real = made[endpoint.slice(endpoint.indexOf('/'))]?.calls ?? 0;
        if (isEstimate) expect(Math.abs(calls - real), endpoint).toBeLessThanOrEqual(Math.max(5, real * 0.4));
        else expect(calls, endpoint).toBe(real);
      }
      for (const module of ['approval', 'bitable', 'attendance', 'contact']) {
        const isOf = (endpoint: string): boolean => endpoint.includes(`/open-apis/${module}/`);
        const said = [...plan].reduce((sum, [endpoint, { calls }]) => sum + (isOf(endpoint) ? calls : 0), 0);
        const real = Object.entries(made).reduce((sum, [path, { calls }]) => sum + (isOf(path) ? calls : 0), 0);
        const all = JSON.stringify({ module, said, real, plan: [...plan], made });
        expect(Math.abs(said - real), all).toBeLessThanOrEqual(real * 0.2);
      }
    },
  );

  test.each([['attendance_*', 'contact_departments'], ['attendance_user_flows'], ['attendance_*', 'contact_*']])(
    'sync --dry-run counts the walk over the directory once, with %s and others',
    async (...streams) => {
      const flags = ['--streams', ...streams];
      const { events } = await runInProcess(['sync', file, '--full', '--dry-run', '--json', ...flags]);
      const planned = events.filter(({ event }) => event === 'planned');
      sandbox.resetStats();
      await runInProcess(['sync', file, '--full', '--quiet', ...flags]);
      const path = '/open-apis/contact/v3/users/find_by_department';
      const said = planned.filter(({ endpoint }) => endpoint === `GET ${path}`);
      expect(said.reduce((sum, { calls }) => sum + Number(calls), 0)).toBe(sandbox.stats().endpoints[path]?.calls);
    },
  );

  test.each(['en', 'zh'])(
    'sync --dry-run says at once that it counts, and names the unit of times (%s)',
    async (language) => {
      const { code, out, error } = await runInProcess(['sync', file, '--dry-run', '--lang', language]);
      expect(code).toBe(0);
      expect(error.split('\n')[0]).toContain(language === 'en' ? 'Counting the calls' : '正在统计');
      expect(out.split('\n')[0]).toMatch(
        language === 'en' ? /Module +Endpoint +Calls +At least \(min:s\)/ : /模块 +接口 +调用次数 +至少（分：秒）/,
      );
    },
  );

  test('the time follows the documented limits', () => {
    expect(minSeconds({ perMinute: 100 }, 100, 1)).toBe(0);
    expect(minSeconds({ perMinute: 100 }, 1_440, 1)).toBe(804);
    expect(minSeconds({ perMinute: 1000, perSecond: 50 }, 3_000, 1)).toBe(120);
    expect(minSeconds({ perSecond: 20 }, 2_000, 0.5)).toBe(199);
    expect(minSeconds({}, 110, 1)).toBe(10);
    expect(minSeconds({ perSecond: 20 }, 2_000, 0)).toBe(0);
  });
});

describe('--every', () => {
  test('keeps its rhythm: the next run begins at its place, and places that have passed are left out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e12 }),
        fc.integer({ min: 1, max: 1e9 }),
        fc.nat(1e9),
        (began, every, took) => {
          const next = nextStart(began, every, began + took);
          expect(next).toBeGreaterThan(began + took);
          expect(next - (began + took)).toBeLessThanOrEqual(every);
          expect((next - began) % every).toBe(0);
        },
      ),
    );
  });

  /** With a token from before, the process would go on: the secret is asked for when a token is needed. */
  const refuseTheApp = (): void => {
    sandbox.setAppSecret('another');
    sandbox.revokeTokens();
  };

  test('runs again and again, hands a failed run to the hook, and ends by a signal', async () => {
    const told = join(folder, 'told.json');
    const hook = `cat >> ${told}; test "$LARKSTREAM_OUTCOME" = failed`;
    const running = beginLarkstream([
      'sync',
      file,
      '--streams',
      'contact_users',
      '--every',
      '1s',
      '--on-failure',
      hook,
    ]);
    expect(await running.next('run')).toMatchObject({ outcome: 'done' });
    await running.next('next');
    refuseTheApp();
    expect(await running.next('run')).toMatchObject({ outcome: 'failed' });
    await running.next('next');
    sandbox.setAppSecret(sandbox.options.appSecret);
    await expect.poll(async () => (await running.next('run')).outcome, { timeout: 20_000 }).toBe('done');
    await running.next('next');
    expect(await running.end('SIGINT')).toBe(0);
    expect(tryParseJson(readFileSync(told, 'utf8').split('\n')[0] ?? '')).toMatchObject({ outcome: 'failed' });
    expect(running.errors()).not.toContain('--on-failure');
  });

  test('a single run that fails is handed to the hook too, one that is done is not', async () => {
    const told = join(folder, 'told-once.json');
    const once = async () => await sync('--streams', 'contact_users', '--on-failure', `cat >> ${told}`);
    expect((await once()).code).toBe(0);
    expect(existsSync(told)).toBe(false);
    refuseTheApp();
    const { code, events } = await once();
    sandbox.setAppSecret(sandbox.options.appSecret);
    expect(code).toBe(2);
    expect(events.at(-1)).toMatchObject({ event: 'error' });
    expect(tryParseJson(readFileSync(told, 'utf8'))).toMatchObject({ outcome: 'failed' });
  });

  test.each(['--live', '--dry-run'])('--on-failure has no meaning with %s', async (flag) => {
    expect((await sync('--on-failure', 'true', flag)).code).toBe(2);
  });

  test('sync --every ends at once when a mistake prevents the first run', async () => {
    refuseTheApp();
    const { code } = await sync('--every', '1h');
    sandbox.setAppSecret(sandbox.options.appSecret);
    expect(code).toBe(2);
  });

  test.each(['1', '0s', '1w', '-1h', '15d'])('%s is no time', async (text) => {
    expect((await sync('--every', text)).code).toBe(2);
  });
});
