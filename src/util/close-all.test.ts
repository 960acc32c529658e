import { expect, test } from 'vitest';
import { closeAll, closeAllNow } from './close-all.ts';

const failing = (name: string) => () => {
  throw new Error(name);
};

test('every part is closed, in order, whatever fails', async () => {
  const closed: string[] = [];
  const closes = [
    () => closed.push('a'),
    failing('b'),
    async () => closed.push('c'),
    async () => failing('d')(),
    () => closed.push('e'),
  ];
  await expect(closeAll(...closes)).rejects.toMatchObject({ errors: [{ message: 'b' }, { message: 'd' }] });
  expect(closed).toEqual(['a', 'c', 'e']);
});

test('a part is closed after the one before it has ended', async () => {
  const closed: string[] = [];
  await closeAll(
    async () => {
      await Promise.resolve();
      closed.push('slow');
    },
    () => closed.push('quick'),
  );
  expect(closed).toEqual(['slow', 'quick']);
});

test('one error is thrown as it is', async () => {
  const error = new Error('only');
  const fail = (): void => {
    throw error;
  };
  await expect(closeAll(() => {}, fail)).rejects.toBe(error);
  expect(() => closeAllNow(fail, () => {})).toThrow(error);
});

test('what does not wait is closed at once and in whole', () => {
  const closed: string[] = [];
  expect(() => closeAllNow(failing('a'), () => void closed.push('b'), failing('c'))).toThrow('Error: a; Error: c');
  expect(closed).toEqual(['b']);
});
