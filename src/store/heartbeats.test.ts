import { expect, test } from 'vitest';
import { Heartbeats } from './heartbeats.ts';

const now = 1_800_000_000_000;

/** What is known of one owner after each look, when its heartbeat was what is given, every five seconds. */
function silencesOf(heartbeats: readonly number[], everyMs = 5_000): (number | undefined)[] {
  const looks = new Heartbeats();
  return heartbeats.map((heartbeatAt, at) =>
    looks.silences(new Map([['elsewhere', heartbeatAt]]), now + at * everyMs).get('elsewhere'),
  );
}

test.each([-3_600_000, -16_000, 0, 16_000, 3_600_000])(
  'an owner whose clock is %d ms off is not silent while its heartbeat changes, and is from when it does not',
  (offset) => {
    const beat = now + offset;
    expect(silencesOf([beat, beat + 5_000, beat + 10_000, beat + 10_000, beat + 10_000])).toEqual([
      0, 0, 0, 5_000, 10_000,
    ]);
  },
);

test('who was asleep says of nobody that it was silent meanwhile', () => {
  expect(silencesOf([now, now, now], 3_600_000)).toEqual([0, 0, 0]);
});
