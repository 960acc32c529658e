import { expect, test } from 'vitest';
import { VirtualTenant } from '../../bench/virtual-tenant.ts';
import type { Change } from '../../src/model/change.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const days = 730;
const auditHours = 24;
const list = '/open-apis/approval/v4/instances';

const instancesOf = (sandbox: Sandbox): string[] => [...sandbox.tenant.approvals.instanceCodes()];

test('two years of approvals are there with the first run, and what their index hides within the audit', {
  timeout: 300_000,
}, async () => {
  await using tenant = await VirtualTenant.start({
    approvals: { definitions: 2, instancesPerDay: 1, days },
    bases: [],
  });
  const { sandbox, clock } = tenant;
  const startedAt = clock.now();
  const start_date = new Date(startedAt - (days + 1) * dayMs).toISOString().slice(0, 10);
  const { approvalCodes: approval_codes } = sandbox.tenant.approvals;
  const approval = { approval_codes, start_date, incremental: 'changes', audit_hours: auditHours };
  const arrivedAt = new Map<string, number>();
  const take = (change: Change): void => {
    if (change.kind !== 'rows' || change.stream !== 'approval_instances') return;
    for (const { instance_code } of change.rows)
      if (!arrivedAt.has(String(instance_code))) arrivedAt.set(String(instance_code), clock.now());
  };
  const run = () => tenant.run({ modules: { approval }, streams: ['approval_instances'], take });
  const { approvals } = sandbox.tenant;
  const hidden = instancesOf(sandbox).filter((code) => approvals.apiInstance(code).reverted === true);
  const windows = 2 * Math.ceil(((days + 1) * 24) / 10);

  const first = await run();
  expect(first.throttled).toBe(0);
  // Of the list the newest windows only, of the index all: what it names is there.
  expect(first.calls.get(list)).toBeLessThanOrEqual(2 * 2);
  expect(first.calls.get(`${list}/query`)).toBeLessThanOrEqual(2 * Math.ceil((days + 1) / 30));
  const missing = instancesOf(sandbox).filter((code) => !arrivedAt.has(code));
  expect(hidden.length).toBeGreaterThan(10);
  expect(missing.filter((code) => !hidden.includes(code))).toEqual([]);

  let [lists, runs] = [first.calls.get(list) ?? 0, 0];
  while (arrivedAt.size < instancesOf(sandbox).length && runs < 2 * auditHours) {
    clock.advance(hourMs);
    const hourly = await run();
    runs++;
    expect(hourly.throttled).toBe(0);
    lists += hourly.calls.get(list) ?? 0;
  }
  expect(runs).toBeLessThanOrEqual(auditHours + 1);
  // Each window of the list once, besides what is new.
  expect(lists).toBeLessThan(windows * 1.05);
});
