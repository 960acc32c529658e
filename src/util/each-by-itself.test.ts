import { expect, test } from 'vitest';
import { eachByItself } from './each-by-itself.ts';

test('each has its turn, one after another, whatever became of those before; the first failure is thrown at the end', async () => {
  const done: string[] = [];
  const all = eachByItself([1, 2, 3, 4], async (item) => {
    done.push(`begin ${item}`);
    await Promise.resolve();
    if (item % 2 === 0) throw new Error(`no ${item}`);
    done.push(`end ${item}`);
  });
  await expect(all).rejects.toThrow('no 2');
  expect(done).toEqual(['begin 1', 'end 1', 'begin 2', 'begin 3', 'end 3', 'begin 4']);
});
