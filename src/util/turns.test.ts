import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('works of one name come one after another, also behind one that fails', async () => {
  const turns = new Turns();
  const held = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const begun: number[] = [];
  const all = held.map(({ promise }, at) => turns.take('a', () => promise.then(() => void begun.push(at))));
  expect(await turns.take('b', async () => 'at once')).toBe('at once');
  held[2]?.resolve();
  held[0]?.reject(new Error('no'));
  await expect(all[0]).rejects.toThrow('no');
  expect(begun).toEqual([]);
  held[1]?.resolve();
  await Promise.all(all.slice(1));
  expect(begun).toEqual([1, 2]);
  expect(await turns.take('a', async () => 'again')).toBe('again');
});
