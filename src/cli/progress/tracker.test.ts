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

  const [approval, contact] = tracker.snapshot(40_000).modules;

  expect(approval).toMatchObject({
    module: 'approval',
    rows: 170,
    fraction: expect.closeTo(0.25, 3),
    remainingMs: 120_000,
  });
  expect(contact).toMatchObject({ module: 'contact', rows: 0, fraction: undefined, remainingMs: undefined });
});

test('a bar is full only after a module has been read to its end', () => {
  const tracker = new ProgressTracker(streams, 0);
  tracker.setWork(['approval_tasks'], 7, 7);
  expect(tracker.snapshot(5_000).modules[0]).toMatchObject({ fraction: expect.closeTo(0.82, 2), isFinished: false });
  tracker.markFinished(['approval_instances']);
  expect(tracker.snapshot(6_000).modules[0]).toMatchObject({ isFinished: false });
  tracker.markFinished(['approval_tasks']);
  expect(tracker.snapshot(7_000).modules[0]).toMatchObject({ fraction: 1, isFinished: true, remainingMs: 0 });
});

test('for any reports of a walk, the share never falls and the remaining time grows slowly', () => {
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
          expect(now).toBeGreaterThanOrEqual(0);
          expect(now).toBeLessThanOrEqual(left * 1.1 ** (ms / 10_000) + 1);
        }
        left = now;
      }
    }),
  );
});

/** A walk at a per-minute quota: bursts at a pace, then rest until the minute is over. */
interface Walk {
  readonly perMinute: number;
  readonly perSecond: number;
  readonly minutes: number;
}

const walks: fc.Arbitrary<Walk> = fc.record({
  perMinute: fc.constantFrom(100, 1_000),
  perSecond: fc.integer({ min: 20, max: 100 }),
  minutes: fc.double({ min: 1.2, max: 20, noNaN: true }),
});

/** What is drawn of the walk twice a second, beside the truth. */
function* watch({ perMinute, perSecond, minutes }: Walk): Generator<{
  readonly at: number;
  readonly left: number;
  readonly shown: number | undefined;
  readonly fraction: number;
  readonly share: number;
}> {
  const calls = Math.floor(perMinute * minutes);
  const doneAt = (ms: number): number => {
    const whole = Math.floor(ms / 60_000);
    return Math.min(calls, whole * perMinute + Math.min(perMinute, ((ms % 60_000) / 1000) * perSecond));
  };
  const last = Math.ceil(calls / perMinute) - 1;
  const end = last * 60_000 + ((calls - last * perMinute) / perSecond) * 1000;
  const tracker = new ProgressTracker(streams, 0);
  let waitsUntil = 0;
  for (let at = 0; at < end; at += 500) {
    const until = (Math.floor(at / 60_000) + 1) * 60_000;
    const isSpent = doneAt(at) >= perMinute * Math.floor(until / 60_000) && doneAt(at) < calls;
    if (isSpent && waitsUntil < until) {
      tracker.addWait('contact', { kind: 'quota', from: at, until });
      waitsUntil = until;
    }
    tracker.setWork(['contact_users'], doneAt(at), calls);
    const module = tracker.snapshot(at).modules[1];
    yield {
      at,
      left: end - at,
      shown: module?.remainingMs,
      fraction: module?.fraction ?? 0,
      share: doneAt(at) / calls,
    };
  }
}

test('the time left of a walk at a quota is right within a half after the first minute, and hardly rises', () => {
  fc.assert(
    fc.property(walks, (walk) => {
      let least = Number.POSITIVE_INFINITY;
      let wasShown = false;
      for (const { at, left, shown } of watch(walk)) {
        wasShown ||= shown !== undefined;
        if (shown === undefined || at < 60_000) continue;
        // Where only the last burst is left, seconds are as good as nothing.
        expect(shown).toBeLessThanOrEqual(least * 1.2 + 5_000);
        least = Math.min(least, shown);
        expect(Math.abs(shown - left), `at ${at}: ${shown} of ${left}`).toBeLessThanOrEqual(left * 0.5 + 20_000);
      }
      expect(wasShown).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('the percent of a walk at a quota moves while it waits', () => {
  fc.assert(
    fc.property(walks, (walk) => {
      let [lastMoved, drawn] = [0, 0];
      for (const { at, fraction, share } of watch(walk)) {
        expect(fraction).toBeLessThanOrEqual(share + 1e-9);
        const percent = Math.floor(fraction * 100);
        if (percent !== drawn) [drawn, lastMoved] = [percent, at];
        expect(at - lastMoved, `${percent}% at ${at}`).toBeLessThan(60_000);
      }
    }),
    { numRuns: 40 },
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
  tracker.addWait('approval', { kind: 'quota', from: 0, until: 20_000 });
  tracker.addWait('approval', { kind: 'retry', from: 0, until: 5_000 });
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
