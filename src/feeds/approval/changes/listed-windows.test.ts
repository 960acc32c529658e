import { expect, test } from 'vitest';
import { ListedWindows, type ListedWindowsOptions } from './listed-windows.ts';

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const beganAt = Date.UTC(2026, 4, 1);

test('what a first read leaves of the list to the audit is listed evenly and once, though most of it is older than the lookback', () => {
  const start = beganAt - 400 * dayMs;
  const always = { start, beganAt, lookbackMs: 30 * dayMs, lagMs: 10_000, windowMs: 10 * hourMs, auditMs: dayMs };
  let before: ListedWindowsOptions['before'];
  const listed: number[] = [];
  for (let hour = 0; hour < 24; hour++) {
    const windows = new ListedWindows({ ...always, before, now: beganAt + hour * hourMs, sinceMs: hourMs });
    for (const { index } of [...windows.created, ...windows.audited]) windows.listed(index, 0);
    listed.push(windows.audited.length);
    before = { grid: windows.grid, listedTo: windows.listedTo };
  }
  const unlisted = (400 * 24) / 10 - 1;
  expect(listed[0]).toBe(0);
  expect(listed.reduce((sum, count) => sum + count, 0)).toBeLessThan(unlisted * 1.1);
  for (const count of listed.slice(1, 22)) expect(Math.abs(count - unlisted / 24)).toBeLessThan(3);
  expect(before?.grid.at.includes(0)).toBe(false);
});
