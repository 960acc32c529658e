import { expect, test } from 'vitest';
import { readBlocks } from './blocks.ts';
import { plainText } from './plain-text.ts';
import type { Block } from './shown.ts';

const read = (markdown: string): readonly Block[] => readBlocks(markdown, () => undefined);
const words = (blocks: readonly Block[]): string => plainText(blocks);

test('headings, rules and paragraphs', () => {
  expect(read('# A\n---\nb\nc').map(({ kind }) => kind)).toEqual(['heading', 'rule', 'paragraph']);
});

test('a list with a list in it, and another kind of list behind it', () => {
  const [list, numbers] = read('- a\n  - b\n- c\n3. d\n4. e');
  if (list?.kind !== 'list' || numbers?.kind !== 'list') throw new Error('no lists');
  expect(list.items.map((item) => item.map(({ kind }) => kind))).toEqual([['paragraph', 'list'], ['paragraph']]);
  expect([numbers.isOrdered, numbers.start, numbers.items.map(words)]).toEqual([true, 3, ['d', 'e']]);
});

test('a table, also directly below a line', () => {
  const blocks = read('Desks\n| a | b |\n|---|:-:|\n| 1 | x \\| y |\nafter');
  expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'table', 'paragraph']);
  expect(words(blocks)).toBe('Desks a b 1 x | y after');
});

test('code keeps what it says, and ends with the text where nothing ends it', () => {
  expect(read('```sql\n**x**\n')).toEqual([{ kind: 'code', language: 'sql', text: '**x**\n' }]);
});

test('quotes', () => {
  expect(read('> a\n> - b')).toMatchObject([{ kind: 'quote', blocks: [{ kind: 'paragraph' }, { kind: 'list' }] }]);
});

test.each(['>', '- ', '> - ', '|', '#', '```\n', '1. '])('%s a thousand times in and in is read to its end', (sign) => {
  expect(() => read(sign.repeat(1_000))).not.toThrow();
  expect(() => read(`${sign}\n`.repeat(1_000))).not.toThrow();
});
