import { expect, test } from 'vitest';
import { shareWork } from './share-work.ts';

test('a work is done once for all who ask meanwhile or shortly after; not so a failure', async () => {
  let [begun, now, fails] = [0, 0, false];
  const ask = shareWork(
    async () => {
      const mine = ++begun;
      await Promise.resolve();
      if (fails) throw new Error('No');
      return mine;
    },
    { keepMs: 1_000, now: () => now },
  );
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  now = 999;
  expect(await ask()).toBe(1);
  now = 1_000;
  expect(await ask()).toBe(2);
  [now, fails] = [5_000, true];
  for (let time = 0; time < 2; time++) await expect(ask()).rejects.toThrow('No');
  expect(begun).toBe(4);
});
