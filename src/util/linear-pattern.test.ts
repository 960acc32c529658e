import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearPattern, longestMatched } from './linear-pattern.ts';

const matches = (source: string, text: string): boolean => {
  const pattern = linearPattern(source);
  if ('flaw' in pattern) throw new Error(`${source}: ${pattern.flaw}`);
  return pattern.matches(text);
};

const part: fc.Arbitrary<string> = fc.letrec<{ part: string; small: string }>((tie) => ({
  small: fc.constantFrom('a', 'b', '.', '\\d', '[ab-]', '[^a]', '\\b', '^', '$', '报', '\\u{1F600}', '\\.', '\\p{L}'),
  part: fc.oneof(
    { maxDepth: 4 },
    tie('small'),
    fc.tuple(tie('part'), tie('part')).map(([first, second]) => `${first}${second}`),
    fc.tuple(tie('part'), tie('part')).map(([first, second]) => `(?:${first}|${second})`),
    fc
      .tuple(tie('part'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,}', '*?', '+?'))
      .map(([inner, sign]) => `(?:${inner})${sign}`),
  ),
})).part;

test('says what the regular expressions of the language say', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'A', '1', '-', '.', ' ', '报', '😀', '\n'), { maxLength: 12 });
  fc.assert(
    fc.property(part, text, fc.boolean(), (source, points, ignoresCase) => {
      const words = points.join('');
      const pattern = linearPattern(ignoresCase ? `(?i)${source}` : source);
      fc.pre(!('flaw' in pattern && pattern.flaw === 'too_large'));
      expect('matches' in pattern && pattern.matches(words)).toBe(
        new RegExp(source, ignoresCase ? 'iu' : 'u').test(words),
      );
    }),
    { numRuns: 400, seed: 15 },
  );
});

test.each([
  ['^/hr\\b', '/hr leave', true],
  ['报销|发票', '我想报销', true],
  ['(?i)leave', 'My LEAVE', true],
  ['leave', 'My LEAVE', false],
  ['^\\s*$', '', true],
  ['INV-(?<number>\\d{4,6})', 'see INV-20261', true],
  ['a{0}', '', true],
  ['[\\]\\\\]', ']', true],
  ['\\u4e2d', '中', true],
  ['x/y', 'x/y', true],
  ['^(?:(?:){999999999}){999999999}$', '', true],
])('%s in %j: %s', (source, text, isFound) => {
  expect(matches(source, text)).toBe(isFound);
});

test.each(['(a+)+$', '^(a|a)*$', '(.*a){12}$', '(a*)*b', '([a-z]+)*!'])(
  'what makes other engines stand still ends at once: %s',
  (source) => {
    const text = `${'a'.repeat(longestMatched - 1)}\n`;
    expect(matches(source, text)).toBe(false);
  },
);

test.each([
  ['(', 'syntax'],
  ['[', 'syntax'],
  ['a{2,1}', 'syntax'],
  ['(?=a)b', 'looks_around'],
  ['(?<!a)b', 'looks_around'],
  ['(a)\\1', 'looks_back'],
  ['(?<x>a)\\k<x>', 'looks_back'],
  ['((a{50}){50}){50}', 'too_large'],
  ['a'.repeat(1_001), 'syntax'],
])('is not taken: %s (%s)', (source, flaw) => {
  expect(linearPattern(source)).toEqual({ flaw });
});
