import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProgressTracker } from './tracker.ts';

const streams = [
  { name: 'approval_instances', module: 'approval' },
  { name: 'approval_tasks', module: 'approval' },
  { name: 'contact_users', module: 'contact' },
] as const;

test('a module is the sum of its streams; its share is that of its walk', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.setWork(['approval_instances', 'approval_tasks'], 50, 200);
  tracker.addRows('approval_instances', 50);
  tracker.addRows('approval_tasks', 120);

  const [approval, contact] = tracker.snapshot(10_000).modules;

  expect(approval).toMatchObject({ module: 'approval', rows: 170, fraction: 0.25, remainingMs: 30_000 });
  expect(contact).toMatchObject({ module: 'contact', rows: 0, fraction: undefined, remainingMs: undefined });
});

test('only what has been read to its end is whole, and then it looks so', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.setWork(['approval_tasks'], 7, 7);
  expect(tracker.snapshot(5_000).modules[0]).toMatchObject({ fraction: 0.99, isFinished: false });
  tracker.markFinished(['approval_instances']);
  expect(tracker.snapshot(6_000).modules[0]).toMatchObject({ isFinished: false });
  tracker.markFinished(['approval_tasks']);
  expect(tracker.snapshot(7_000).modules[0]).toMatchObject({ fraction: 1, isFinished: true, remainingMs: 0 });
});

test('whatever a walk says, the share never falls and the time left never jumps', () => {
  const step = fc.record({ done: fc.nat(1_000), of: fc.nat(1_000), ms: fc.integer({ min: 1, max: 2_000 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const tracker = new ProgressTracker(streams, 0);
      let [at, share] = [0, 0];
      let left: number | undefined;
      for (const { done, of, ms } of steps) {
        at += ms;
        tracker.setWork(['contact_users'], done, of);
        const module = tracker.snapshot(at).modules[1];
        expect(module?.fraction ?? 0).toBeGreaterThanOrEqual(share);
        share = module?.fraction ?? 0;
        const now = module?.remainingMs;
        if (now !== undefined && left !== undefined) {
          // It falls with the clock, and follows what is reckoned by a tenth of the difference a second, in both directions.
          const reckoned = (at * (1 - share)) / share;
          const [low, high] = [Math.min(left - ms, reckoned), Math.max(left, reckoned)];
          expect(now).toBeGreaterThanOrEqual(Math.min(low, Math.max(0, left - ms)) - 1);
          expect(now).toBeLessThanOrEqual(high + 1);
          expect(now - left).toBeLessThanOrEqual(0.2 * (ms / 1_000) * Math.abs(reckoned - left) + 1);
        }
        left = now;
      }
    }),
  );
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
