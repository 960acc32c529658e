import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

const secret = new Secret('s3cr3t-s3cr3t');

test.each<[way: string, shown: string]>([
  ['a template string', `${secret}`],
  ['String()', String(secret)],
  ['addition to a text', `a${String(secret)}`],
  ['JSON', JSON.stringify({ secret, list: [secret] })],
  ['util.inspect', inspect({ secret }, { showHidden: true, depth: 9 })],
  ['own properties', JSON.stringify(Object.getOwnPropertyDescriptors(secret))],
  ['a structured clone', JSON.stringify(structuredClone({ secret }))],
  ['an error', inspect(new Error('failed', { cause: { secret } }))],
])('a secret is not shown by %s', (_, shown) => {
  expect(shown).not.toContain('s3cr3t');
});

test('a secret prints as ***', () => {
  expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual(['***', '"***"', '***']);
});

test('a secret reveals what it was made of, and equals another of the same text only', () => {
  expect(secret.reveal()).toBe('s3cr3t-s3cr3t');
  expect(secret.equals(new Secret('s3cr3t-s3cr3t'))).toBe(true);
  expect(secret.equals(new Secret('s3cr3t-s3cr3'))).toBe(false);
});
