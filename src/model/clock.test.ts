import { expect, test } from 'vitest';
import { rest, systemClock } from './clock.ts';

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
