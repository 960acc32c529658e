import { expect, test } from 'vitest';
import { fromStored, toStored } from './source-state.ts';

test('states that a database keeps under <module>/<slice> are read by module, and stored under the same names', () => {
  const stored = new Map([
    ['base/bascn1/tbl1', { version: 1, rows: 3 }],
    ['base/bascn1/tbl2', { version: 1, rows: 4 }],
    ['contact/people/0', { version: 1, ids: ['ou_1'] }],
    ['approval/7C468A54', { version: 1 }],
  ]);

  const state = fromStored(stored);

  expect([...state.keys()].sort()).toEqual(['approval', 'base', 'contact']);
  expect([...(state.get('base') ?? [])]).toEqual([
    ['bascn1/tbl1', { version: 1, rows: 3 }],
    ['bascn1/tbl2', { version: 1, rows: 4 }],
  ]);
  expect(toStored(state)).toEqual(stored);
});

test('state of no known module stays unchanged', () => {
  expect(fromStored([['somebody else', 1]]).size).toBe(0);
});
