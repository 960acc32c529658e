import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ActivityGenerator } from './activity-generator.ts';
import type { TenantEvent } from './events/tenant-event.ts';
import { resolveOptions, type SandboxOptions } from './sandbox-options.ts';
import { Tenant } from './tenant.ts';

const startedAtMs = Date.UTC(2026, 8, 16, 4);
const now = (): number => startedAtMs;
const events: TenantEvent[] = [];

function activityOf(perSecond: number, settings: SandboxOptions = {}): ActivityGenerator {
  const options = resolveOptions({ users: 10, startedAtMs, now, ...settings });
  return new ActivityGenerator(new Tenant(options, (event) => events.push(event)), { seed: 1, perSecond, now });
}

beforeEach(() => {
  events.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('things happen by the clock of the sandbox, as many as were asked for', () => {
  const activity = activityOf(40);
  vi.advanceTimersByTime(5_000);
  activity.stop();
  expect(activity.done).toBe(200);
  const punches = events.filter(({ type }) => type === 'attendance.user_flow.created_v1');
  expect(punches.length).toBeGreaterThan(10);
  for (const { body } of punches) expect(body.check_time).toBe(String(startedAtMs / 1000));
});

test.each([{ bases: [] }, { approvals: { definitions: 0 } }, { bases: [{ tables: 1, records: 0 }] }])(
  'a tenant that lacks something lives on: %j',
  (settings) => {
    const activity = activityOf(50, settings);
    vi.advanceTimersByTime(4_000);
    activity.stop();
    expect(activity.done).toBeGreaterThan(20);
  },
);

test('more than can be done is not tried', () => {
  const activity = activityOf(1e12);
  vi.advanceTimersByTime(100);
  activity.stop();
  expect(activity.done).toBeLessThanOrEqual(100);
});
