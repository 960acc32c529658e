import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditShare } from './audit-share.ts';

const hourMs = 3_600_000;
const auditMs = 24 * hourMs;

test('runs by the hour audit a 24th each, the oldest first', () => {
  const now = 1_000 * hourMs;
  const parts = Array.from({ length: 48 }, (_, part) => ({ part, weight: 1, at: now - part * 60_000 - hourMs }));
  expect(auditShare(parts, { now, sinceMs: hourMs, auditMs })).toEqual([47, 46]);
});

test('a run by the day audits everything', () => {
  const parts = [1, 2, 3].map((part) => ({ part, weight: 5, at: part }));
  expect(auditShare(parts, { now: auditMs + 5, sinceMs: auditMs, auditMs })).toEqual([1, 2, 3]);
});

test('however the runs come, no part is older than the audit allows, and a run more', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 30 * 60 }), { minLength: 2, maxLength: 60 });
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(gaps, weights, (minutes, some) => {
      let now = 10_000 * hourMs;
      const at = some.map(() => now);
      let before = 0;
      for (const gap of minutes) {
        const sinceMs = gap * 60_000;
        now += sinceMs;
        // Before this run: the last one could not know how long the next would wait.
        const unforeseen = Math.max(0, sinceMs - before);
        for (const read of at) expect(now - read).toBeLessThanOrEqual(auditMs + unforeseen);
        const parts = some.map((weight, part) => ({ part, weight, at: at[part] ?? 0 }));
        for (const part of auditShare(parts, { now, sinceMs, auditMs })) at[part] = now;
        before = Math.min(sinceMs, auditMs);
      }
    }),
  );
});

const dayOf = (parts: readonly { weight: number }[]): { part: number; weight: number; at: number }[] =>
  parts.map(({ weight }, part) => ({ part, weight, at: 0 }));

/** Runs by the hour, of which each does as much of its share as it can. */
function runs(parts: { part: number; weight: number; at: number }[], hours: number, canDo: (hour: number) => number) {
  const done: number[] = [];
  for (let hour = 1; hour <= hours; hour++) {
    const now = hour * hourMs;
    let weight = 0;
    for (const part of auditShare(parts, { now, sinceMs: hourMs, auditMs }).slice(0, canDo(hour))) {
      const one = parts[part];
      if (one === undefined) continue;
      one.at = now;
      weight += one.weight;
    }
    done.push(weight);
  }
  return done;
}

test('what a run does not come to, the next ones do besides their own share', () => {
  const parts = dayOf(Array.from({ length: 240 }, () => ({ weight: 1 })));
  const done = runs(parts, 6, (hour) => (hour === 2 ? 3 : hour === 3 ? 0 : 240));
  expect(done).toEqual([10, 3, 0, 27, 10, 10]);
});

test('a part that is larger than all others together is read once within the time, and so is each of the others', () => {
  const parts = dayOf([{ weight: 1_000 }, ...Array.from({ length: 20 }, () => ({ weight: 5 }))]);
  const reads = runs(parts, 24 * 10, () => 99);
  const whole = 1_100;
  expect(reads.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(whole * 11);
  expect(reads.filter((weight) => weight >= 1_000).length).toBeLessThanOrEqual(11);
});

test('what was read by a clock that was ahead is audited first', () => {
  const now = 1_000 * hourMs;
  const parts = [-2, 0, 5 * 24].map((hours, part) => ({ part, weight: 1, at: now + hours * hourMs }));
  expect(auditShare(parts, { now, sinceMs: hourMs, auditMs })).toEqual([2]);
});
