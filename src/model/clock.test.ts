import { expect, test } from 'vitest';
import { longestSince, rest, systemClock } from './clock.ts';

test('a rest ends with its time, or with any of its signals, without a word', async () => {
  const [one, two] = [new AbortController(), new AbortController()];
  await rest(systemClock, 1, one.signal, two.signal);
  const resting = rest(systemClock, 3_600_000, one.signal, two.signal);
  two.abort(new Error('not to be heard of'));
  await resting;
  await rest(systemClock, 3_600_000, one.signal, two.signal);
});

test('an error of the clock itself is thrown', async () => {
  const broken = { now: () => 0, elapsed: () => 0, sleep: async () => Promise.reject(new Error('broken')) };
  await expect(rest(broken, 1)).rejects.toThrow('broken');
});

test('who asks for a sleep of years sleeps', async () => {
  const stop = new AbortController();
  let isAwake = false;
  const sleeping = systemClock.sleep(2 ** 40, stop.signal).finally(() => {
    isAwake = true;
  });
  await rest(systemClock, 20);
  expect(isAwake).toBe(false);
  stop.abort();
  await expect(sleeping).rejects.toThrow();
});

test.each([
  ['set back', { now: 500, elapsed: 3_000 }, 2_000],
  ['set ahead', { now: 90_000, elapsed: 3_000 }, 89_000],
  ['right, on a machine that was suspended meanwhile', { now: 9_000, elapsed: 1_001 }, 8_000],
])('how long ago a moment is at most, by a clock that was %s', (_, later, ms) => {
  const clock = { now: () => later.now, elapsed: () => later.elapsed, sleep: async () => undefined };
  expect(longestSince(clock, { now: 1_000, elapsed: 1_000 })).toBe(ms);
});
