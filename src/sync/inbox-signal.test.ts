import { expect, test } from 'vitest';
import { VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Clock } from '../model/clock.ts';
import { InboxSignal } from './inbox-signal.ts';

/** A clock that stands still: only a signal ends a wait. */
const still: Clock = {
  now: () => 0,
  elapsed: () => 0,
  sleep: (_, signal) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true })),
};
const never = new AbortController().signal;

test('an event wakes the workers whom it concerns, also one that is not waiting just then, and each only once', async () => {
  const signal = new InboxSignal({ clock: still, pollIntervalMs: 1 });
  const [all, a, b] = [signal.waiter(), signal.waiter('a'), signal.waiter('b')];
  const woken = all(never);
  signal.stored([{ tenantKey: 'a' }]);
  await woken;
  await a(never);

  const done: string[] = [];
  const stop = new AbortController();
  const waits = Object.entries({ all, a, b }).map(([name, wait]) => wait(stop.signal).then(() => done.push(name)));
  await new Promise(setImmediate);
  expect(done).toEqual([]);
  signal.stored([{ tenantKey: 'b' }]);
  await new Promise(setImmediate);
  expect(done.toSorted()).toEqual(['all', 'b']);
  stop.abort();
  await Promise.all(waits);
});

test('for what other processes have received, the inbox is asked once for all workers, and only while some wait', async () => {
  const clock = new VirtualClock(0);
  const signal = new InboxSignal({ clock, pollIntervalMs: 250 });
  const stop = new AbortController();
  let asked = 0;
  const watching = signal.watch(async () => {
    asked++;
    return clock.now() === 1_000 ? ['t7'] : [];
  }, stop.signal);
  const done: string[] = [];
  const waits = Array.from({ length: 100 }, (_, at) =>
    signal
      .waiter(`t${at}`)(stop.signal)
      .then(() => done.push(`t${at}`)),
  );
  await clock.sleep(1_100);
  expect([asked, done]).toEqual([4, ['t7']]);
  stop.abort();
  await Promise.all([...waits, watching]);

  const idle = new AbortController();
  const alone = signal.watch(async () => {
    asked++;
    return [];
  }, idle.signal);
  await clock.sleep(1_100);
  expect(asked).toBe(4);
  idle.abort();
  await alone;
});

test('when the inbox cannot be asked, all workers look for themselves', async () => {
  const clock = new VirtualClock(0);
  const signal = new InboxSignal({ clock, pollIntervalMs: 250 });
  const stop = new AbortController();
  const watching = signal.watch(async () => Promise.reject(new Error('no store')), stop.signal);
  await Promise.all([signal.waiter('a')(never), signal.waiter()(never)]);
  stop.abort();
  await watching;
});
