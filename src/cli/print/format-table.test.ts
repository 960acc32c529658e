import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, fitWidth, padEnd, padStart } from './display-width.ts';
import { formatTable } from './format-table.ts';
import { formatCount, formatDuration, formatSeconds } from './numbers.ts';

test.each([
  ['abc', 3],
  ['审批', 4],
  ['審批 a', 6],
  ['ｆｕｌｌ', 8],
  ['é', 1],
  ['👍', 2],
  ['\u001b[31mred\u001b[39m', 3],
  ['', 0],
])('%s is %i columns wide', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('fitting never exceeds the columns, and leaves what fits alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '审', '👍', 'é', ' ') }), fc.nat(20), (text, columns) => {
      const fitted = fitWidth(text, columns);
      expect(displayWidth(fitted)).toBeLessThanOrEqual(columns);
      if (displayWidth(text) <= columns) expect(fitted).toBe(text);
    }),
  );
});

test('padding counts wide characters as two', () => {
  expect(padEnd('审批', 6)).toBe('审批  ');
  expect(padStart('审批', 6)).toBe('  审批');
  expect(padStart('审批', 3)).toBe('审批');
});

test('columns stand under each other in both writings', () => {
  const lines = formatTable({
    columns: [{ title: 'Name' }, { title: '行数', align: 'right' }],
    rows: [
      ['研发部', '1,200'],
      ['Sales\nEurope', '7'],
    ],
  });

  expect(lines).toEqual(['  Name           行数', '  研发部        1,200', '  Sales Europe      7']);
  expect(new Set(lines.map(displayWidth)).size).toBe(1);
});

test('long cells are cut, and a line can be styled after layout', () => {
  const lines = formatTable({
    columns: [{ title: 'A' }],
    rows: [['x'.repeat(50)]],
    maxCellWidth: 5,
    styleLine: (line, index) => `${index}${line}`,
  });

  expect(lines).toEqual(['-1  A', '0  xxxx…']);
});

test('numbers are written for reading', () => {
  expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([0, 7_000, 750_000, 3_723_000].map(formatDuration)).toEqual(['0:00', '0:07', '12:30', '1:02:03']);
  expect([0.04, 12.34, 1234.5].map(formatSeconds)).toEqual(['0.0', '12.3', '1,235']);
});

const wideRows = [
  ['base_UsiLbEN1TeQJ9qswnrNmBGzBRwG_tblj33ekPC84WvjT', '1234567', '多维表格记录'],
  ['contact_users', '12', '人员'],
] as const;

test('a table that is wider than the terminal shortens texts in the middle, the widest first, and no number', () => {
  const table = formatTable({
    columns: [{ title: 'Stream' }, { title: 'Rows', align: 'right' }, { title: '内容' }],
    rows: wideRows,
    width: 60,
  });

  expect(table).toEqual([
    '  Stream                                  Rows  内容',
    '  base_UsiLbEN1TeQJ…_tblj33ekPC84WvjT  1234567  多维表格记录',
    '  contact_users                             12  人员',
  ]);
});

test('columns are left out before a name to keep takes a line of its own', () => {
  const tableOf = (width: number | undefined): string[] =>
    formatTable({
      columns: [
        { title: 'Stream', keep: true },
        { title: 'Rows', align: 'right' },
        { title: '内容', drop: 1 },
      ],
      rows: wideRows,
      width,
    });

  expect(tableOf(62)).toEqual([
    '  Stream                                                Rows',
    '  base_UsiLbEN1TeQJ9qswnrNmBGzBRwG_tblj33ekPC84WvjT  1234567',
    '  contact_users                                           12',
  ]);
  expect(tableOf(50)).toEqual([
    '  Stream                                      Rows',
    '  base_UsiLbEN1TeQJ9qswnrNmBGzBRwG_tblj33ekPC84WvjT',
    '                                           1234567',
    '  contact_users                                 12',
  ]);
  expect(tableOf(undefined)[1]).toBe('  base_UsiLbEN1TeQJ9qswnrNmBGzBRwG_tblj33ekPC84WvjT  1234567  多维表格记录');
});

test('a table that goes to a pipe is never cut', () => {
  const cell = 'x'.repeat(500);

  expect(formatTable({ columns: [{ title: 'A' }], rows: [[cell]] })).toEqual(['  A', `  ${cell}`]);
});
