import { expect, test } from 'vitest';
import { ProgressTracker } from './tracker.ts';

const streams = [
  { name: 'approval_instances', module: 'approval' },
  { name: 'approval_tasks', module: 'approval' },
  { name: 'contact_users', module: 'contact' },
] as const;

test('a module is the sum of its streams; its share is that of the streams with an estimate', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.setEstimate('approval_instances', 200);
  tracker.addRows('approval_instances', 50);
  tracker.addRows('approval_tasks', 120);

  const [approval, contact] = tracker.snapshot(10_000).modules;

  expect(approval).toMatchObject({ module: 'approval', rows: 170, fraction: 0.25, remainingMs: 30_000 });
  expect(contact).toMatchObject({ module: 'contact', rows: 0, fraction: undefined, remainingMs: undefined });
});

test('more rows than estimated is no more than all', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.setEstimate('contact_users', 10);
  tracker.addRows('contact_users', 25);

  expect(tracker.snapshot(5_000).modules[1]).toMatchObject({ fraction: 1, remainingMs: 0 });
});

test('an estimate of nothing is complete', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.setEstimate('contact_users', 0);

  expect(tracker.snapshot(5_000).modules[1]?.fraction).toBe(1);
});

test('the rate is that of the last five seconds, so that a stall shows', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.snapshot(0);
  tracker.addRows('contact_users', 1_000);
  const rateAt = (at: number): number | undefined => tracker.snapshot(at).modules[1]?.rowsPerSecond;

  expect(rateAt(2_000)).toBe(500);
  expect(rateAt(4_000)).toBe(250);
  expect(rateAt(8_000)).toBe(0);
});

test('a wait is shown until it is over, and a shorter one does not cut it off', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.addWait('approval', { kind: 'quota', until: 20_000 });
  tracker.addWait('approval', { kind: 'retry', until: 5_000 });
  const waitingAt = (at: number): string | undefined => tracker.snapshot(at).modules[0]?.waiting;

  expect(waitingAt(1_000)).toBe('quota');
  expect(waitingAt(20_300)).toBe('quota');
  expect(waitingAt(20_500)).toBeUndefined();
});

test('streams that are not part of the run are ignored', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.addRows('base_records', 5);
  tracker.addCall('base');
  tracker.markIncomplete(['base_records', 'approval_tasks']);

  expect(tracker.snapshot(0).modules.map(({ rows, isIncomplete }) => [rows, isIncomplete])).toEqual([
    [0, true],
    [0, false],
  ]);
});
