import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../util/json.ts';
import { countTables, degraded, elementsOf, isShared, tablesIn, viewCard } from './card-json.ts';

const button = { tag: 'button', name: 'go', text: { tag: 'plain_text', content: 'Go' }, value: { a: 1 } };
const first: JsonObject = {
  header: { title: { tag: 'plain_text', content: 'Title' } },
  elements: [
    { tag: 'div', text: { tag: 'lark_md', content: '**bold**' }, extra: button },
    { tag: 'hr' },
    { tag: 'action', actions: [{ ...button, text: { tag: 'plain_text', content: 'Other' } }] },
  ],
};
const second: JsonObject = {
  schema: '2.0',
  body: {
    elements: [
      { tag: 'column_set', columns: [{ tag: 'column', elements: [{ tag: 'markdown', content: 'inside' }] }] },
      { tag: 'form', elements: [{ ...button, value: undefined, behaviors: [{ type: 'callback', value: 'x' }] }] },
    ],
  },
};

describe('tables in markdown', () => {
  test.each([
    ['none', 'a | b', 0],
    ['one', '| a | b |\n|---|:-:|\n| 1 | 2 |', 1],
    ['two', 'a | b\n---|---\n1 | 2\n\ntext\n\n|x|\n|-|\n', 2],
    ['one in code', '```\n| a |\n|---|\n```', 0],
    ['a rule', 'a\n---\nb', 0],
  ])('%s', (_what, markdown, count) => {
    expect(tablesIn(markdown)).toBe(count);
  });

  test('those of a card are counted wherever they stand', () => {
    const table = '| a |\n|---|';
    const elements = [
      { tag: 'table' },
      { tag: 'markdown', content: table },
      { tag: 'div', text: { tag: 'lark_md', content: table } },
    ];
    expect(countTables({ elements })).toBe(3);
  });
});

test('what a person reads of a card of either schema', () => {
  expect(viewCard(first)).toMatchObject({
    title: 'Title',
    markdown: '**bold**\n---',
    buttons: [{ text: 'Go', value: { a: 1 } }, { text: 'Other' }],
  });
  expect(viewCard(second)).toMatchObject({
    title: '',
    markdown: 'inside',
    buttons: [{ text: 'Go', name: 'go', value: 'x' }],
  });
  expect(elementsOf(second).map(({ tag }) => tag)).toEqual([
    'column_set',
    'column',
    'markdown',
    'form',
    'button',
    'plain_text',
  ]);
});

test('what older clients get of it', () => {
  expect(JSON.parse(degraded(first))).toEqual({
    title: 'Title',
    elements: [
      [
        { tag: 'text', text: '**bold**' },
        { tag: 'button', text: 'Go', type: 'default' },
      ],
      [{ tag: 'button', text: 'Other', type: 'default' }],
    ],
  });
  expect(degraded(second)).toContain('请升级');
});

test('cards of JSON 2.0 are shared unless they say otherwise, others only when they say so', () => {
  expect([first, second].map(isShared)).toEqual([false, true]);
  expect(isShared({ ...first, config: { update_multi: true } })).toBe(true);
  expect(isShared({ ...second, config: { update_multi: false } })).toBe(false);
});
