import { expect, test } from 'vitest';
import type { Clock } from '../model/clock.ts';
import { GapDetector } from './gap-detector.ts';

const hour = 3_600_000;

/** So many hours after the beginning, by a clock on the wall that may be another one. */
function at(hours: number, shown: number = hours): Clock {
  return { now: () => shown * hour, elapsed: () => hours * hour, sleep: async () => undefined };
}

test('only a gap longer than the retries of the platform requests a snapshot, once', () => {
  const watch = new GapDetector();
  let gaps = 0;
  const see = (state: 'connected' | 'reconnecting' | 'failed', hours: number): void => {
    if (watch.isMissingEvents({ mode: 'long_connection', state }, at(hours))) gaps++;
  };
  see('connected', 0);
  see('reconnecting', 1);
  see('connected', 5);
  expect(gaps).toBe(0);
  see('reconnecting', 6);
  see('failed', 9);
  see('reconnecting', 12);
  see('connected', 14);
  expect(gaps).toBe(1);
  see('connected', 30);
  expect(gaps).toBe(1);
  expect(watch.isMissingEvents({ mode: 'webhook', state: 'stopped' }, at(30))).toBe(false);
  expect(watch.isMissingEvents({ mode: 'webhook', state: 'connected' }, at(60))).toBe(false);
});

test.each([
  ['that was set back meanwhile', at(8, -400)],
  ['that alone went on, while the machine was suspended', at(1, 8)],
])('a long gap is seen by a clock %s', (_, back) => {
  const watch = new GapDetector();
  expect(watch.isMissingEvents({ mode: 'long_connection', state: 'reconnecting' }, at(0))).toBe(false);
  expect(watch.isMissingEvents({ mode: 'long_connection', state: 'connected' }, back)).toBe(true);
});
