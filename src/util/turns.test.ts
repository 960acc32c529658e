import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('works of one name come one after another, also behind one that fails; it is known how many wait, and nothing is kept of those that ended', async () => {
  const turns = new Turns();
  const held = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const begun: number[] = [];
  const all = held.map(({ promise }, at) => turns.take('a', () => promise.then(() => void begun.push(at))));
  const other = turns.take('b', async () => 'at once');
  expect([turns.waiting('a'), turns.waiting('b'), turns.waiting('c')]).toEqual([3, 1, 0]);
  expect(await other).toBe('at once');
  held[2]?.resolve();
  held[0]?.reject(new Error('no'));
  await expect(all[0]).rejects.toThrow('no');
  expect([turns.waiting('a'), begun]).toEqual([2, []]);
  held[1]?.resolve();
  await Promise.all(all.slice(1));
  expect([turns.waiting('a'), begun]).toEqual([0, [1, 2]]);
});
