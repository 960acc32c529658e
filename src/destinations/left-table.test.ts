import { expect, test } from 'vitest';
import { findDifference, type LeftTable, readLeftTable } from './left-table.ts';

const left: LeftTable = {
  columns: ['id', 'name', 'former'],
  types: { id: 'VARCHAR', name: 'VARCHAR' },
  rows: 3,
  altered: null,
};
const found = (columns: Record<string, string>, rows = 3) => ({ columns: new Map(Object.entries(columns)), rows });
const whole = { id: 'VARCHAR', name: 'VARCHAR', former: 'VARCHAR' };
const streamColumns = ['id', 'name'];

test('a table as the last run left it has no difference', () => {
  expect(findDifference(left, found(whole), streamColumns)).toBeUndefined();
});

test('a column that the stream no longer has may be dropped', () => {
  expect(findDifference(left, found({ id: 'VARCHAR', name: 'VARCHAR' }), streamColumns)).toBeUndefined();
});

test.each([
  ['a table that is gone', found({}), 'the table is gone', []],
  ['a dropped column', found({ id: 'VARCHAR', former: 'VARCHAR' }), 'columns are gone: name', ['name']],
  ['a retyped column', found({ ...whole, name: 'BIGINT' }), 'name (VARCHAR → BIGINT)', ['name']],
  ['deleted rows', found(whole, 0), 'its rows are gone', []],
  ['other rows', found(whole, 1), '1 live row instead of 3', []],
])('%s is reported', (_, there, said, lost) => {
  expect(findDifference(left, there, streamColumns)).toMatchObject({
    message: { en: expect.stringContaining(said) },
    lost,
  });
});

test('rows are not compared while the table is being written', () => {
  expect(findDifference({ ...left, rows: null }, found(whole, 9), streamColumns)).toBeUndefined();
});

test('types are not compared where an earlier version has stored none', () => {
  const { types: _, ...older } = left;
  expect(findDifference(older, found({ ...whole, name: 'BIGINT' }), streamColumns)).toBeUndefined();
});

test('a stored table is read again, and malformed entries are ignored', () => {
  expect(readLeftTable(JSON.parse(JSON.stringify(left)))).toEqual(left);
  expect(readLeftTable(undefined)).toBeUndefined();
  expect(readLeftTable('lark')).toBeUndefined();
});
