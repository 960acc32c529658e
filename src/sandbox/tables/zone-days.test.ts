import { expect, test } from 'vitest';
import { startOfDay, startOfMonth, startOfWeek } from './zone-days.ts';

const at = (text: string): number => Date.parse(text);

test('a day begins at midnight of the zone, not of UTC', () => {
  expect(startOfDay(at('2026-03-10T15:30:00Z'), 'Asia/Shanghai')).toBe(at('2026-03-09T16:00:00Z'));
  expect(startOfDay(at('2026-03-10T16:30:00Z'), 'Asia/Shanghai')).toBe(at('2026-03-10T16:00:00Z'));
  expect(startOfDay(at('2026-03-10T15:30:00Z'), 'Asia/Shanghai', 2)).toBe(at('2026-03-11T16:00:00Z'));
});

test('the day on which the clocks change is 23 hours long', () => {
  const begin = startOfDay(at('2026-03-08T18:00:00Z'), 'America/New_York');
  expect(begin).toBe(at('2026-03-08T05:00:00Z'));
  expect(startOfDay(begin, 'America/New_York', 1) - begin).toBe(23 * 3_600_000);
});

test('weeks begin on Monday, months on the first', () => {
  expect(startOfWeek(at('2026-03-08T12:00:00Z'), 'UTC')).toBe(at('2026-03-02T00:00:00Z'));
  expect(startOfWeek(at('2026-03-09T00:00:00Z'), 'UTC', -1)).toBe(at('2026-03-02T00:00:00Z'));
  expect(startOfMonth(at('2026-01-31T12:00:00Z'), 'UTC', 1)).toBe(at('2026-02-01T00:00:00Z'));
});
