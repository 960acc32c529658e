import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextStart } from '../../src/cli/commands/sync-every.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { isObject, tryParseJson } from '../../src/util/json.ts';
import { beginLarkstream } from '../support/begin-larkstream.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder = '';
let sandbox: Sandbox;
let file = '';
/** Noon of a Wednesday in China; the history of the sandbox ends here. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-options-'));
  sandbox = await startSandbox({
    limits: 'off',
    startedAtMs,
    users: 10,
    departments: 3,
    approvals: { definitions: 1, instancesPerDay: 4, days: 20 },
    attendance: { days: 20 },
    bases: [{ tables: 1, records: 10 }],
  });
  file = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate: '2026-08-20', lookbackDays: 2 }).file;
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
  const [first, second] = [await sync(...streams), await sync(...streams)];
  const [all, usual] = [read(first.events, 'approval_instances'), read(second.events, 'approval_instances')];
  expect(usual).toBeLessThan(all / 2);
  const since = await sync(...streams, '--since', '2026-09-01');
  const again = read(since.events, 'approval_instances');
  expect(again).toBeGreaterThan(usual);
  expect(again).toBeLessThan(all);
  expect(read(since.events, 'attendance_user_flows')).toBeGreaterThan(read(second.events, 'attendance_user_flows'));
  expect(read(since.events, 'contact_users')).toBe(10);
  const last = await sync(...streams);
  expect(read(last.events, 'approval_instances')).toBe(usual);
});

test.each(['2026-13-01', '2026-02-30', 'yesterday', '2999-01-01'])('--since %s is refused', async (day) => {
  expect((await sync('--since', day)).code).toBe(2);
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
    sandbox.setAppSecret('another');
    expect(await running.next('run')).toMatchObject({ outcome: 'failed' });
    await running.next('next');
    sandbox.setAppSecret(sandbox.options.appSecret);
    await expect.poll(async () => (await running.next('run')).outcome, { timeout: 20_000 }).toBe('done');
    await running.next('next');
    expect(await running.end('SIGINT')).toBe(0);
    expect(tryParseJson(readFileSync(told, 'utf8').split('\n')[0] ?? '')).toMatchObject({ outcome: 'failed' });
    expect(running.errors()).not.toContain('--on-failure');
  }, 60_000);

  test('ends at once when the first run cannot begin for a mistake', async () => {
    sandbox.setAppSecret('another');
    const { code } = await sync('--every', '1h');
    sandbox.setAppSecret(sandbox.options.appSecret);
    expect(code).toBe(2);
  });

  test.each(['1', '0s', '1w', '-1h', '15d'])('%s is no time', async (text) => {
    expect((await sync('--every', text)).code).toBe(2);
  });
});
