import { expect, test } from 'vitest';
import type { JsonObject } from '../../../util/json.ts';
import { readCard } from './card-blocks.ts';
import type { Block } from './shown.ts';

const read = (card: JsonObject): readonly Block[] =>
  readCard(card, { nameOf: () => undefined, isStreaming: false }).blocks;
const button = (content: string, more: JsonObject = {}): JsonObject => ({
  tag: 'button',
  text: { tag: 'plain_text', content },
  behaviors: [{ type: 'callback', value: {} }],
  ...more,
});

test('buttons have the numbers by which they are pressed, wherever they stand', () => {
  const columns = [
    { tag: 'column', elements: [button('b')] },
    { tag: 'column', elements: [button('c')] },
  ];
  const elements = [button('a'), { tag: 'column_set', columns }, { tag: 'form', elements: [button('d')] }];
  const numbers = JSON.stringify(read({ schema: '2.0', body: { elements } })).match(/"at":\d/g);
  expect(numbers).toEqual(['"at":0', '"at":1', '"at":2', '"at":3']);
});

test('a button that opens a page is a link, one with a hostile address does nothing', () => {
  const opens = (default_url: string) => button('x', { behaviors: [{ type: 'open_url', default_url }] });
  const elements = [opens('https://x.test/'), opens('javascript:alert(1)')];
  expect(read({ schema: '2.0', body: { elements } })).toMatchObject([
    { href: 'https://x.test/', isDisabled: false },
    { href: null, isDisabled: true },
  ]);
});

test('both schemas, with tables, people, notes and what is not known', () => {
  const first = {
    elements: [
      { tag: 'div', text: { tag: 'lark_md', content: '**a**' } },
      { tag: 'note', elements: [] },
    ],
  };
  expect(read(first)).toMatchObject([{ kind: 'paragraph' }]);
  const table = { tag: 'table', columns: [{ name: 'n', display_name: 'N' }], rows: [{ n: 'x' }, { n: 2 }] };
  expect(read({ schema: '2.0', body: { elements: [table, { tag: 'chart' }] } })).toMatchObject([
    { kind: 'table', head: [[{ text: 'N' }]], rows: [[[{ text: 'x' }]], [[{ text: '2' }]]] },
    { kind: 'other', what: 'chart' },
  ]);
});

test('elements within each other have an end', () => {
  let element: JsonObject = { tag: 'hr' };
  for (let at = 0; at < 100; at++) element = { tag: 'form', elements: [element] };
  expect(JSON.stringify(read({ schema: '2.0', body: { elements: [element] } }))).not.toContain('rule');
});
