import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toRfc3339 } from './timestamps.ts';

const [year1, year10000] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

test('writes every instant as the language itself does', () => {
  const instant = fc.oneof(
    fc.integer({ min: year1, max: year10000 }),
    fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    fc.constant(0),
    fc.integer({ min: -5, max: 5 }).map((days) => days * 86_400_000),
  );
  fc.assert(
    fc.property(instant, (ms) => {
      expect(toRfc3339(ms)).toBe(new Date(ms).toISOString());
    }),
    { numRuns: 2000 },
  );
});

test.each([null, Number.NaN, Number.POSITIVE_INFINITY, year10000 + 1])('%s is no instant', (ms) => {
  expect(toRfc3339(ms)).toBeNull();
});
