import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hash32, randomFor, scramble, unscramble } from './random.ts';

const unsigned = fc.integer({ min: 0, max: 0xffff_ffff });

test('unscramble undoes scramble for every index and seed', () => {
  fc.assert(fc.property(unsigned, unsigned, (index, seed) => unscramble(scramble(index, seed), seed) === index));
});

test('the same keys give the same stream, other keys another', () => {
  const stream = (...keys: (string | number)[]): number[] => {
    const random = randomFor(7, ...keys);
    return Array.from({ length: 8 }, () => random.bits());
  };
  expect(stream('person', 3)).toEqual(stream('person', 3));
  expect(stream('person', 3)).not.toEqual(stream('person', 4));
  expect(stream('a', 'bc')).not.toEqual(stream('ab', 'c'));
  expect(stream(2 ** 40)).not.toEqual(stream(2 ** 41));
});

test('numbers are spread evenly, neighbours included', () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 20_000; index++) {
    const bucket = randomFor(1, 'spread', index).int(10);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  expect(new Set(Array.from({ length: 10_000 }, (_, index) => hash32(1, index))).size).toBeGreaterThan(9_990);
});

test('digits and hex have the length that is asked for', () => {
  fc.assert(
    fc.property(unsigned, fc.integer({ min: 1, max: 40 }), (seed, length) => {
      const random = randomFor(seed, length);
      return (
        /^[1-9]\d*$/.test(random.digits(length)) &&
        random.digits(length).length === length &&
        random.hex(length).length === length
      );
    }),
  );
});
