import { expect, test } from 'vitest';
import { ListedWindows } from './listed-windows.ts';

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const windowMs = 10 * hourMs;
const start = Date.UTC(2026, 0, 1);

/** What is read when everything was listed at `listedAt`. */
function open({ now, listedAt, lookbackDays }: { now: number; listedAt: number; lookbackDays: number }) {
  const from = start + 6 * windowMs;
  const windows = Math.floor((listedAt - from) / windowMs);
  const grid = { from, at: Array.from({ length: windows }, () => listedAt), tailAt: listedAt };
  const times = { lookbackMs: lookbackDays * dayMs, lagMs: 10_000, windowMs, sinceMs: hourMs, auditMs: dayMs };
  return new ListedWindows({ ...times, before: { grid, listedTo: listedAt }, start, beganAt: start, now });
}

test('a longer lookback has parts that nobody has read', () => {
  const now = start + 10 * dayMs;
  const shorter = open({ now, listedAt: now - hourMs, lookbackDays: 7 });
  expect(shorter.auditedAsOf).toBe(now - hourMs);
  const longer = open({ now, listedAt: now - hourMs, lookbackDays: 30 });
  expect(longer.auditedAsOf).toBeUndefined();
  for (const { index } of longer.audited) longer.listed(index, 0);
  expect(longer.auditedAsOf).toBe(now - hourMs);
  expect(longer.grid.from).toBe(start);
});

test('what was listed by a clock that was ahead is listed again', () => {
  const now = start + 10 * dayMs;
  const windows = open({ now, listedAt: now + 5 * dayMs, lookbackDays: 7 });
  const listed = [...windows.created, ...windows.audited].map(({ window }) => window);
  const from = now - 7 * dayMs;
  for (let at = from; at < now; at += hourMs)
    expect(
      listed.some((window) => window.from <= at && at < window.to),
      `${(now - at) / hourMs} hours ago`,
    ).toBe(true);
  for (const { index } of [...windows.created, ...windows.audited]) windows.listed(index, 0);
  expect(windows.auditedAsOf).toBe(now);
  expect(windows.listedTo).toBeLessThanOrEqual(now);
});
