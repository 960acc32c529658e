import { expect, test } from 'vitest';
import { BoundedPasswords } from './bounded-passwords.ts';

const zeros = (count: number): Uint8Array => new Uint8Array(count);
const cheap = { N: 16, r: 1, p: 1 };

test('a password matches what was kept of it, in whichever way its signs are composed', async () => {
  const passwords = new BoundedPasswords(zeros, cheap);
  const kept = await passwords.hash('Zoë ｐass');
  expect(kept).toMatch(/^scrypt\$16\$1\$1\$/);
  expect(await passwords.matches('Zoe\u0308 pass', kept)).toBe(true);
  expect(await passwords.matches('Zoe pass', kept)).toBe(false);
  expect(await passwords.matches('Zoe pass', undefined)).toBe(false);
});

test('of very many at once some are refused, and all others are answered', async () => {
  const passwords = new BoundedPasswords(zeros, cheap);
  const all = await Promise.allSettled(Array.from({ length: 100 }, () => passwords.matches('x', undefined)));
  const refused = all.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(66);
  expect(refused[0]).toMatchObject({ reason: { code: 'api.too.many' } });
  expect(await passwords.matches('x', undefined)).toBe(false);
});
