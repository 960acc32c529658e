import { expect, test } from 'vitest';
import { cellsInWords, type RecordCell, timeInWords } from './record-cells.ts';

const cell = (name: string, type: number, value: unknown, dateFormat?: string): RecordCell => ({
  ...{ name, type, value, dateFormat },
});
const newYear = Date.UTC(2025, 11, 31, 16, 30);

test('a record says the names of its fields, and days and times by the zone of its Base', () => {
  const cells = [
    cell('Name', 1, [
      { text: 'Tea ', type: 'text' },
      { text: 'and rice', type: 'text' },
    ]),
    cell('Due', 5, newYear, 'yyyy/MM/dd'),
    cell('Called', 5, newYear, 'yyyy-MM-dd HH:mm'),
    cell('Fourth', 2, 4),
  ];
  expect(cellsInWords(cells, 'en', 'Asia/Shanghai')).toBe(
    'Name: Tea and rice · Due: 2026-01-01 · Called: 2026-01-01 00:30',
  );
  expect(cellsInWords(cells, 'zh', 'UTC')).toBe('Name：Tea and rice · Due：2025-12-31 · Called：2025-12-31 16:30');
});

test('when it was made and changed is no content, and what says nothing leaves its place to the next', () => {
  const cells = [
    cell('Made', 1001, newYear),
    cell('Changed', 1002, newYear),
    cell('Done', 7, true),
    cell('Sum', 2, 910),
    cell('Who', 11, [
      { id: 'ou_1', name: 'Ann' },
      { id: 'ou_2', name: 'Bob' },
    ]),
    cell('Long', 1, '长'.repeat(30)),
  ];
  expect(cellsInWords(cells, 'en', 'UTC')).toBe(`Sum: 910 · Who: Ann, Bob · Long: ${'长'.repeat(24)}…`);
});

test('a zone that nobody knows hides no record', () => {
  expect(timeInWords(newYear, 'Nowhere/At all', false)).toMatch(/^202[56]-\d\d-\d\d$/);
});
