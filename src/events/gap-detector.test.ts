import { expect, test } from 'vitest';
import { GapDetector } from './gap-detector.ts';

const hour = 3_600_000;

test('only a gap longer than the retries of the platform requests a snapshot, once', () => {
  const watch = new GapDetector();
  let gaps = 0;
  const see = (state: 'connected' | 'reconnecting' | 'failed', hours: number): void => {
    if (watch.isMissingEvents({ mode: 'long_connection', state }, hours * hour)) gaps++;
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
  expect(watch.isMissingEvents({ mode: 'webhook', state: 'stopped' }, 30 * hour)).toBe(false);
  expect(watch.isMissingEvents({ mode: 'webhook', state: 'connected' }, 60 * hour)).toBe(false);
});
