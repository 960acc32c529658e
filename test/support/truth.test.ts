import { expect, test } from 'vitest';
import { differences } from './truth.ts';

const columns = new Map([
  ['app_token', 'VARCHAR'],
  ['table_id', 'VARCHAR'],
  ['record_id', 'VARCHAR'],
  ['fields', 'JSON'],
]);
const keys = { app_token: 'a', table_id: 't', record_id: 'r' };
const compared = (expected: unknown, held: unknown) =>
  differences(
    { base_records: [{ ...keys, fields: expected }] },
    { base_records: { columns, rows: [{ ...keys, fields: held }] } },
  );

test.each([
  ['keys in another order', { a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }],
  ['a key without a value', { a: 1, b: undefined }, { a: 1 }],
  ['a link that was signed anew', { url: 'see http://host/x?sign=1, then' }, { url: 'see http://host/x?sign=2, then' }],
])('a table equals the tenant whose values have %s', (_, expected, held) => {
  expect(compared(expected, held)).toEqual({});
});

test.each([
  ['another value deep inside', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
  ['a key more', { a: 1 }, { a: 1, b: 2 }],
  ['a key less', { a: 1, b: null }, { a: 1 }],
  ['another order of a list', [1, 2], [2, 1]],
  ['a text for a number', { a: 1 }, { a: '1' }],
  ['an empty list for nothing', { a: null }, { a: [] }],
  ['an object for a list', [], {}],
  ['other words around a link', 'see http://host/x', 'saw http://host/x'],
  ['nothing', { a: 1 }, null],
])('a table does not equal the tenant that holds %s', (_, expected, held) => {
  expect(compared(expected, held)).toMatchObject({ base_records: { other: [expect.stringContaining('fields')] } });
});
