import { expect, test } from 'vitest';
import { gatherWork } from './gather-work.ts';

test('what is asked for while a work is under way is done at once afterwards', async () => {
  const done: (readonly string[])[] = [];
  const first = Promise.withResolvers<void>();
  const work = gatherWork(async (items: readonly string[]) => {
    done.push(items);
    if (done.length === 1) await first.promise;
    return items.join('');
  });
  const a = work('a');
  await Promise.resolve();
  await Promise.resolve();
  const others = [work('b'), work('c')];
  first.resolve();
  expect(await Promise.all([a, ...others])).toEqual(['a', 'bc', 'bc']);
  expect(await work('d')).toBe('d');
  expect(done).toEqual([['a'], ['b', 'c'], ['d']]);
});

test('a failure is of those who asked for it only', async () => {
  let isBroken = true;
  const work = gatherWork(async (items: readonly number[]) => {
    if (isBroken) throw new Error('broken');
    return items;
  });
  const both = await Promise.allSettled([work(1), work(2)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  expect(await work(3)).toEqual([3]);
});
