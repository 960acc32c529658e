import { expect, test } from 'vitest';
import type { ColumnType, RowValue } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import { copyValueOf } from './copy-text.ts';

const copied = (type: ColumnType, value: RowValue): string | undefined => copyValueOf(type, false)(value);

test.each<[ColumnType, RowValue, string]>([
  ['string', 'a\tb\nc\\.\r', 'a\\tb\\nc\\\\.\\r'],
  ['string', 'a\u0000b', 'a\ufffdb'],
  ['string', { a: 1 }, '{"a":1}'],
  ['integer', 7, '7'],
  ['integer', '-9223372036854775808', '-9223372036854775808'],
  ['integer', '007', '7'],
  ['number', '1e3', '1000'],
  ['number', -0.5, '-0.5'],
  ['boolean', false, 'f'],
  ['timestamp', '2026-01-01T08:00:00+08:00', '2026-01-01T00:00:00.000Z'],
  ['date', '2026-01-01T23:00:00Z', '2026-01-01'],
  ['json', ['a\nb'], '["a\\\\nb"]'],
])('%s %j is written as %s', (type, value, expected) => {
  expect(copied(type, value)).toBe(expected);
});

test.each<[ColumnType, RowValue]>([
  ['integer', 1.5],
  ['integer', 2 ** 60],
  ['integer', '9223372036854775808'],
  ['integer', ''],
  ['number', '1e999'],
  ['number', ' '],
  ['boolean', 'true'],
  ['timestamp', '2026-02-30T00:00:00Z'],
  ['date', 'today'],
])('%s %j does not fit', (type, value) => {
  expect(copied(type, value)).toBeUndefined();
});

test('JSON goes into a column of texts as it came, also where it cannot be parsed', () => {
  expect(copied('string', new JsonText('{"a":\t1e3,"b":"\u0001"}'))).toBe('{"a":\\t1e3,"b":"\u0001"}');
});

test('JSON that Postgres cannot hold fits only until the server has refused it once', () => {
  const deep = new JsonText(`${'['.repeat(2_000)}${']'.repeat(2_000)}`);
  expect(copyValueOf('json', false)(deep)).toBe(deep.text);
  expect(copyValueOf('json', true)(deep)).toBeUndefined();
});
