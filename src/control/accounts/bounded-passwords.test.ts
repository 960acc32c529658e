import { expect, test } from 'vitest';
import { BoundedPasswords } from './bounded-passwords.ts';
import type { Asker } from './places.ts';

const zeros = (count: number): Uint8Array => new Uint8Array(count);
const cheap = { N: 16, r: 1, p: 1 };
const stranger = (from: string): Asker => ({ from, isKnown: false });
const ann: Asker = { from: 'ann', isKnown: true };

test('a password matches what was kept of it, in whichever way its signs are composed', async () => {
  const passwords = new BoundedPasswords(zeros, cheap);
  const kept = await passwords.hash('Zoë ｐass');
  expect(kept).toMatch(/^scrypt\$16\$1\$1\$/);
  expect(await passwords.matches('Zoe\u0308 pass', kept, ann)).toBe(true);
  expect(await passwords.matches('Zoe pass', kept, ann)).toBe(false);
  expect(await passwords.matches('Zoe pass', undefined, ann)).toBe(false);
});

test('of very many at once some are refused, and all others are answered', async () => {
  const passwords = new BoundedPasswords(zeros, cheap);
  const many = Array.from({ length: 100 }, (_, at) => passwords.matches('x', undefined, stranger(`net ${at}`)));
  const refused = (await Promise.allSettled(many)).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(66);
  expect(refused[0]).toMatchObject({ reason: { code: 'api.too.many' } });
  expect(await passwords.matches('x', undefined, stranger('net 0'))).toBe(false);
});

test('one network takes the places of no other, and whoever is known comes before strangers', async () => {
  const passwords = new BoundedPasswords(zeros, cheap);
  const order: string[] = [];
  const ask = async (asker: Asker): Promise<void> => {
    await passwords.matches('x', undefined, asker);
    order.push(String(asker.from));
  };
  const crowd = Promise.allSettled(Array.from({ length: 90 }, () => ask(stranger('crowd'))));
  await Promise.all([ask(stranger('other')), ask(ann), passwords.hash('a new one')]);
  expect((await crowd).filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
  // Two are at work already.
  expect(order.indexOf('ann')).toBeLessThan(4);
  expect(order.indexOf('other')).toBe(9);
});
