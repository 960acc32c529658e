import { afterEach, describe, expect, test } from 'vitest';
import { readChangesState } from '../../src/feeds/approval/changes/state.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { ApprovalSync } from '../support/approval-sync.ts';

type Settings = NonNullable<Parameters<typeof startSandbox>[0]>;

const [minuteMs, hourMs] = [60_000, 3_600_000];
const startedAtMs = Date.UTC(2026, 4, 1);
const auditHours = 6;
const list = '/open-apis/approval/v4/instances';
const paths = {
  list,
  detail: `${list}/:instance_id`,
  instances: `${list}/query`,
  tasks: '/open-apis/approval/v4/tasks/search',
};

let open: ApprovalSync[] = [];
afterEach(async () => {
  for (const one of open) await one[Symbol.asyncDispose]();
  open = [];
});

async function play(settings: Settings = {}): Promise<ApprovalSync> {
  let sync: ApprovalSync | undefined;
  const approvals = { definitions: 2, instancesPerDay: 2, days: 40, ...settings.approvals };
  const now = (): number => sync?.now ?? startedAtMs;
  const sandbox = await startSandbox({ limits: 'off', startedAtMs, now, ...settings, approvals });
  sync = new ApprovalSync(sandbox, startedAtMs, { incremental: 'changes', audit_hours: auditHours });
  open.push(sync);
  return sync;
}

/** Calls of a run, by endpoint. */
async function callsOf(
  sync: ApprovalSync,
  run: () => Promise<void> = () => sync.run(),
): Promise<Record<string, number>> {
  const count = ({ sandbox }: { sandbox: Sandbox }): Record<string, number> =>
    Object.fromEntries(
      Object.entries(paths).map(([name, path]) => [name, sandbox.stats().endpoints[path]?.calls ?? 0]),
    );
  const before = count(sync);
  await run();
  return Object.fromEntries(Object.entries(count(sync)).map(([name, calls]) => [name, calls - (before[name] ?? 0)]));
}

/** Revoked instances are hidden from the index: a first read meets them when their window is audited. */
function indexedOf({ approvals }: ApprovalSync): string[] {
  return [...approvals.instanceCodes()].filter((code) => approvals.apiInstance(code).reverted !== true);
}

function codesOf({ approvals }: ApprovalSync, status: string): string[] {
  return [...approvals.instanceCodes()].filter((code) => approvals.apiInstance(code).status === status);
}

describe('a read by changes', () => {
  test('begins with everything that the index names, and ends with every window listed once', async () => {
    const sync = await play();
    const first = await callsOf(sync);
    sync.compare(indexedOf(sync));
    // 42 days in two calls of the index each; of the list only the newest window, and an audit's share.
    expect(first).toMatchObject({ tasks: 2, instances: 4, detail: indexedOf(sync).length });
    expect(first.list).toBeLessThan(2 * 20);
    let lists = first.list ?? 0;
    for (let hour = 1; hour <= auditHours; hour++) {
      sync.now += hourMs;
      lists += (await callsOf(sync)).list ?? 0;
    }
    expect(lists).toBeGreaterThanOrEqual(2 * 42 * 2);
    sync.compare([...sync.approvals.instanceCodes()]);
    expect(sync.complaints).toEqual([]);
  });

  test('costs three calls of a code where nothing has changed, besides what is audited', async () => {
    const sync = await play();
    await sync.run();
    sync.now += minuteMs;
    expect(await callsOf(sync)).toEqual({ tasks: 2, instances: 2, list: 2, detail: 0 });
  });

  test('fetches what the indexes show to have changed, and nothing else', async () => {
    const sync = await play();
    await sync.run();
    sync.now += minuteMs;
    const [finished = '', cancelled = '', transferred = ''] = codesOf(sync, 'PENDING');
    const [approved = ''] = codesOf(sync, 'APPROVED').toReversed();
    sync.approvals.finish(finished);
    sync.approvals.cancel(cancelled);
    sync.approvals.transfer(transferred);
    sync.approvals.revoke(approved);
    const [code = ''] = sync.approvals.approvalCodes;
    sync.approvals.createInstance(code);
    const { detail = 0 } = await callsOf(sync);
    for (const one of [finished, cancelled, transferred, approved]) {
      expect(sync.held.get('approval_instances')?.get(one)?.status, one).toBe(sync.approvals.apiInstance(one).status);
    }
    // The revoked one and the one that revokes it, the new one, and what is audited.
    expect(detail).toBeLessThanOrEqual(3 + 2 + 1 + 2 * 3 + 2);
  });
});

test('what has changed and what is new of all codes comes before what is audited of any', async () => {
  const sync = await play();
  await sync.run();
  sync.now += 3 * hourMs;
  for (const code of sync.approvals.approvalCodes) {
    const pending = codesOf(sync, 'PENDING').find((one) => sync.approvals.apiInstance(one).approval_code === code);
    sync.approvals.finish(pending ?? '');
    sync.approvals.createInstance(code);
  }
  sync.purposes.length = 0;
  await sync.run();
  const [firstAudit, lastOther] = [
    sync.purposes.indexOf('audit'),
    Math.max(sync.purposes.lastIndexOf('changes'), sync.purposes.lastIndexOf('new')),
  ];
  expect(lastOther).toBeGreaterThan(0);
  expect(firstAudit).toBeGreaterThan(lastOther);
  // The definitions.
  expect(sync.purposes.filter((purpose) => purpose === 'exact')).toHaveLength(2);
});

test('a first read calls for what is new, though it be broken off; reads after it for what has changed', async () => {
  const sync = await play();
  const planned = await Array.fromAsync(sync.feed.plan(sync.request));
  expect(new Set(planned.map(({ purpose }) => purpose))).toEqual(new Set([undefined, 'new']));
  expect(planned.filter(({ calls }) => calls === 0)).toEqual([]);
  const stop = new AbortController();
  sync.onCall = () => {
    if (sync.purposes.length === 90) stop.abort();
  };
  await expect(sync.run({ signal: stop.signal })).rejects.toThrow();
  sync.onCall = () => undefined;
  sync.now += minuteMs;
  await sync.run();
  expect(sync.purposes).not.toContain('changes');
  sync.now += minuteMs;
  sync.purposes.length = 0;
  await sync.run();
  expect(Object.groupBy(sync.purposes, (purpose) => purpose)).toMatchObject({
    changes: Array.from({ length: 2 * 2 }, () => 'changes'),
    new: ['new', 'new'],
  });
});

test('a plan and the run after it count the same calls for each purpose where nothing changes', async () => {
  const sync = await play();
  // Windows that were never listed name instances that the index hides, which no plan can count.
  const hidden = [...sync.approvals.instanceCodes()].length - indexedOf(sync).length;
  const passings = [0, ...Array.from({ length: auditHours }, () => hourMs), minuteMs, 3 * hourMs, 12 * hourMs];
  for (const [run, passed] of passings.entries()) {
    sync.now += passed;
    const planned = new Map<string, number>();
    for (const { purpose = 'exact', calls } of await Array.fromAsync(sync.feed.plan(sync.request)))
      planned.set(purpose, (planned.get(purpose) ?? 0) + calls);
    sync.purposes.length = 0;
    await sync.run();
    for (const [purpose, calls] of planned) {
      const made = sync.purposes.filter((one) => one === purpose).length;
      const isWide = run === 0 || (run <= auditHours && purpose === 'audit');
      expect(Math.abs(made - calls), `run ${run}, ${purpose}: ${calls} planned`).toBeLessThanOrEqual(
        isWide ? hidden : 1,
      );
    }
  }
});

test('runs that are broken off while they audit audit further each time', async () => {
  const sync = await play();
  await sync.run();
  sync.now += auditHours * hourMs;
  const stopAfter = async (audited: number): Promise<number> => {
    const stop = new AbortController();
    sync.purposes.length = 0;
    sync.onCall = () => {
      if (sync.purposes.filter((purpose) => purpose === 'audit').length === audited) stop.abort();
    };
    await expect(sync.run({ signal: stop.signal })).rejects.toThrow();
    sync.onCall = () => undefined;
    const [state] = [...sync.state.values()];
    return readChangesState(state)?.buckets.filter((at) => at > sync.now - hourMs).length ?? 0;
  };
  const first = await stopAfter(150);
  sync.now += minuteMs;
  const second = await stopAfter(150);
  expect(first).toBeGreaterThan(0);
  expect(second).toBeGreaterThan(first);
  sync.now += minuteMs;
  sync.purposes.length = 0;
  await sync.run();
  sync.compare([...sync.approvals.instanceCodes()]);
});

describe('without the right to search', () => {
  const list = 'approval:approval.list:readonly';
  // `tasks/search` takes either; who may read instances by the narrower one may not search at all.
  const mayRead = (scope: string): boolean => scope !== list && !/^approval:approval(:readonly)?$/.test(scope);

  test('everything in scope is read, and told; with the right, what has changed is', async () => {
    const sync = await play();
    const all = [...sync.sandbox.options.grantedScopes];
    sync.sandbox.setGrantedScopes(all.filter(mayRead));
    const without = await callsOf(sync);
    expect(without.list).toBeGreaterThan(2 * 100);
    expect(sync.complaints).toEqual([expect.stringContaining('as with `incremental: exact`')]);
    sync.compare([...sync.approvals.instanceCodes()]);
    const lines = await Array.fromAsync(sync.feed.check(sync.request));
    expect(lines.at(-1)).toMatchObject({ subject: 'changes', outcome: 'warning' });
    expect(lines.at(-1)?.message.en).toContain('146 calls of the list');

    sync.sandbox.setGrantedScopes(all);
    sync.complaints.length = 0;
    sync.now += hourMs;
    const { list: lists = 0 } = await callsOf(sync);
    expect(lists).toBeLessThan(2 * 20);
    sync.now += hourMs;
    const [pending = ''] = codesOf(sync, 'PENDING');
    sync.approvals.finish(pending);
    await sync.run();
    expect(sync.held.get('approval_instances')?.get(pending)?.status).toBe('APPROVED');
    expect(sync.complaints).toEqual([]);
    expect((await Array.fromAsync(sync.feed.check(sync.request))).at(-1)).toMatchObject({ outcome: 'ok' });
  });
});

test('a read of everything remembers so that the next one reads changes', async () => {
  const sync = await play();
  await sync.run({ fresh: true });
  sync.compare([...sync.approvals.instanceCodes()]);
  sync.now += minuteMs;
  // What there is to compare with is fetched once.
  await sync.run();
  sync.now += minuteMs;
  const { detail = 0, list = 0 } = await callsOf(sync);
  expect(list).toBeLessThanOrEqual(2 * 2);
  expect(detail).toBeLessThanOrEqual(2 * 3 + 2);
});

test('a plan says what the indexes hold before a first read, and what is audited before a later one', async () => {
  const sync = await play();
  const plan = async (): Promise<Record<string, number>> => {
    const planned: Record<string, number> = {};
    for (const { endpoint, calls } of await Array.fromAsync(sync.feed.plan(sync.request)))
      planned[endpoint.path] = (planned[endpoint.path] ?? 0) + calls;
    return planned;
  };
  const details = '/open-apis/approval/v4/instances/:instance_id';
  expect((await plan())[details]).toBeGreaterThanOrEqual(indexedOf(sync).length);
  await sync.run();
  sync.now += minuteMs;
  const next = await plan();
  expect(next[details] ?? 0).toBeLessThan(10);
  expect(next['/open-apis/approval/v4/instances']).toBeLessThanOrEqual(2 * 2);
});
