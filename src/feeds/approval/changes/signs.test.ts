import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HeldInstance, HeldInstances, toSeconds } from './held-instances.ts';
import { Signs } from './signs.ts';

const minuteMs = 60_000;
const start = Date.UTC(2026, 0, 1);
const tasksTo = Date.UTC(2026, 3, 1);
const floorMs = 10 * minuteMs;

const codes = Array.from({ length: 6 }, (_, n) => `7C468A54-8745-2245-9675-${String(n).padStart(12, '0')}`);
const seconds = (hours: number) => fc.integer({ min: -hours * 3_600, max: 3_600 });
/** What is known of each, and the tasks that the index shows; seconds after the newest one that the read before has seen. */
const sight = fc.record({
  held: fc.array(
    fc.record({
      touched: seconds(8),
      status: fc.constantFrom('PENDING' as const, 'APPROVED' as const, 'OWED' as const),
    }),
    { maxLength: codes.length },
  ),
  tasks: fc.array(fc.record({ code: fc.constantFrom(...codes), updated: fc.oneof(seconds(1), seconds(8)) }), {
    maxLength: 20,
  }),
  lagMs: fc.oneof(fc.constant(0), fc.nat(4 * 60 * minuteMs)),
});

function heldOf(
  known: readonly { readonly touched: number; readonly status: HeldInstance['status'] }[],
): HeldInstances {
  const held = HeldInstances.none();
  for (const [at, { touched, status }] of known.entries())
    held.set(codes[at] ?? '', { status, ended: 0, created: 0, touched: toSeconds(tasksTo + touched * 1_000), mark: 1 });
  return held;
}

test('a task is met that is no older than the overlap: twice the lag that was seen, and never below its floor', () => {
  fc.assert(
    fc.property(sight, ({ held: known, tasks, lagMs }) => {
      const signs = new Signs({ held: heldOf(known), start, tasksTo, lagMs });
      const overlapMs = Math.max(floorMs, 2 * lagMs);
      const newestFirst = tasks.toSorted((left, right) => right.updated - left.updated);
      const wanted = new Set<string>();
      let lateMs = 0;
      for (const { code, updated } of newestFirst) {
        const updatedMs = tasksTo + updated * 1_000;
        const isMet = updatedMs >= tasksTo - overlapMs;
        expect(signs.seeTask({ code, startMs: start, updatedMs })).toBe(isMet);
        const one = known[codes.indexOf(code)];
        if (!isMet || (one !== undefined && updated <= one.touched)) continue;
        wanted.add(code);
        // One that is owed says nothing of the index: why it was not read is known.
        if (one !== undefined && one.status !== 'OWED') lateMs = Math.max(lateMs, tasksTo - updatedMs);
      }
      expect(signs.codes).toEqual(wanted);
      expect(signs.newestTask).toBe(Math.max(tasksTo, ...tasks.map(({ updated }) => tasksTo + updated * 1_000)));
      expect(signs.lagMs).toBeGreaterThanOrEqual(lateMs);
      expect(signs.lagMs).toBeLessThanOrEqual(Math.max(lateMs, lagMs));
      // What was seen is believed for some reads more, and not for ever.
      if (lagMs > 1_000 && lateMs === 0) {
        expect(signs.lagMs).toBeLessThan(lagMs);
        expect(signs.lagMs).toBeGreaterThan(0.9 * lagMs);
      }
    }),
  );
});

test('a first read learns from the index of tasks where the newest one stands, and reads no further', () => {
  const signs = new Signs({ held: HeldInstances.none(), start, tasksTo: 0, lagMs: 0 });
  expect(signs.seeTask({ code: codes[0] ?? '', startMs: start, updatedMs: tasksTo })).toBe(false);
  expect([...signs.codes]).toEqual([]);
  expect(signs.newestTask).toBe(tasksTo);
});
