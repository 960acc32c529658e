import { expect, test } from 'vitest';
import type { Clock } from '../model/clock.ts';
import { InboxSignal } from './inbox-signal.ts';

/** A clock that stands still: only a signal ends a wait. */
const still: Clock = {
  now: () => 0,
  sleep: (_, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true })),
};

test('what is stored wakes every worker, also one that is not waiting just then, and each only once', async () => {
  const signal = new InboxSignal({ clock: still, pollIntervalMs: 1 });
  const [one, other] = [signal.waiter(), signal.waiter()];
  const never = new AbortController().signal;
  const woken = one(never);
  signal.stored([]);
  await woken;
  await other(never);

  const done: string[] = [];
  const stop = new AbortController();
  const waits = [one(stop.signal), other(stop.signal)].map((wait) => wait.then(() => done.push('woken')));
  await Promise.resolve();
  expect(done).toEqual([]);
  stop.abort();
  await Promise.all(waits);
});

test('a worker looks by itself after a while, for what other processes have received', async () => {
  const slept: number[] = [];
  const clock: Clock = { now: () => 0, sleep: async (ms) => void slept.push(ms) };
  await new InboxSignal({ clock, pollIntervalMs: 250 }).waiter()(new AbortController().signal);
  expect(slept).toEqual([250]);
});
