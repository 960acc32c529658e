import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactNumber } from './exact-number.ts';
import { isObject, parseJson, readNumber, readText, readTexts } from './json.ts';

const digits = (max: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: max }).map((list) => list.join(''));

/** Any number literal of JSON. */
const literal = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: digits(40).map((text) => text.replace(/^0+(?=\d)/, '')),
    fraction: fc.option(digits(40), { nil: undefined }),
    exponent: fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), digits(4)), { nil: undefined }),
  })
  .map(
    ({ sign, whole, fraction, exponent }) =>
      sign + whole + (fraction === undefined ? '' : `.${fraction}`) + (exponent === undefined ? '' : exponent.join('')),
  );

/** Sign, digits and power of ten: equal for equal values, however they are written. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const trimmed = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = trimmed.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + (trimmed.length - significant.length)}`;
}

test('any number comes out with the value with which it went in, wherever it stands', () => {
  const place = fc.constantFrom(
    (number: string) => number,
    (number: string) => `[${number}]`,
    (number: string) => `{"a":{"b":[1, ${number}],"c":"1234567890123456789"}}`,
    (number: string) => `{ "a" :\n${number} }`,
  );
  fc.assert(
    fc.property(literal, place, (number, wrap) => {
      const written = JSON.stringify(parseJson(wrap(number)));
      const plain = (text: string): string =>
        text.replaceAll(/"[^"]*"|-?\d[\d.eE+-]*/g, (found) => (found.startsWith('"') ? found : decimalOf(found)));
      expect(plain(written)).toBe(plain(wrap(number).replaceAll(/\s/g, '')));
    }),
    { numRuns: 2000 },
  );
});

test('a number that a double represents stays a number, and others keep their text', () => {
  const parsed = parseJson('{"a":1,"b":0.1,"c":9007199254740993,"d":1e400,"e":"9007199254740993,1e400"}');
  const read = isObject(parsed) ? parsed : {};
  expect([read.a, read.b, read.e]).toEqual([1, 0.1, '9007199254740993,1e400']);
  expect(read.c).toBeInstanceOf(ExactNumber);
  expect(isObject(read.c)).toBe(false);
  expect([readText(read, 'c'), readText(read, 'd')]).toEqual(['9007199254740993', '1e400']);
  expect([readNumber(read, 'c'), readNumber(read, 'd')]).toEqual([9007199254740992, null]);
  expect(readTexts({ list: [read.c ?? null] }, 'list')).toEqual(['9007199254740993']);
});
