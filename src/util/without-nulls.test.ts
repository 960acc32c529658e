import { expect, test } from 'vitest';
import { withoutNulls } from './without-nulls.ts';

test('keys that hold null or nothing are left out at any depth, list items stay', () => {
  const given = { a: null, b: undefined, c: { d: null, e: 0 }, f: [null, { g: null, h: '' }], i: false };
  expect(withoutNulls(given)).toStrictEqual({ c: { e: 0 }, f: [null, { h: '' }], i: false });
});
