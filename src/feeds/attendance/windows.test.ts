import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toConfig } from './config.ts';
import { addDays, dayMs, toDay } from './days.ts';
import { halve, punchWindows, resultWindows, toRange, type Window, windowDays } from './windows.ts';

const nowMs = Date.UTC(2026, 2, 1, 12);
const starts = fc.option(
  fc.integer({ min: 0, max: 2000 }).map((days) => addDays('2021-01-01', days)),
  { nil: undefined },
);
const spans = fc.record({
  startDate: starts,
  lookbackDays: fc.integer({ min: 0, max: 90 }),
  cursor: fc.option(fc.integer({ min: nowMs / 1000 - 40 * 86_400, max: nowMs / 1000 - 1 }), { nil: undefined }),
});

function expectChain(windows: readonly Window[]): void {
  for (const [index, window] of windows.entries()) {
    expect(windowDays(window)).toBeGreaterThan(0);
    expect(windowDays(window)).toBeLessThanOrEqual(30);
    if (index > 0) expect(window.from).toBe(windows[index - 1]?.to);
  }
}

describe.each([
  ['punches', punchWindows],
  ['results', resultWindows],
] as const)('windows of %s', (_name, toWindows) => {
  test('join without gap or overlap, at most 30 days each, as few as possible', () => {
    void fc.assert(
      fc.property(spans, ({ startDate, lookbackDays, cursor }) => {
        const settings = toConfig({
          lookback_days: lookbackDays,
          ...(startDate === undefined ? {} : { start_date: startDate }),
        });
        const windows = toWindows({ settings, nowMs, cursor });
        expectChain(windows);
        const days = windows.reduce((sum, window) => sum + windowDays(window), 0);
        expect(windows.length).toBe(Math.ceil(days / 30));
      }),
    );
  });
});

test('the first read without a start date is one window', () => {
  const span = { settings: toConfig({}), nowMs, cursor: undefined };
  expect(punchWindows(span)).toHaveLength(1);
  expect(resultWindows(span)).toEqual([{ unit: 'days', from: '2026-02-01', to: '2026-03-03' }]);
});

test('the lookback of a young history does not reach back before the start date', () => {
  const span = {
    settings: toConfig({ start_date: '2026-02-20', lookback_days: 30 }),
    nowMs,
    cursor: nowMs / 1000 - 60,
  };
  expect(punchWindows(span).map(({ from }) => from)).toEqual([Date.UTC(2026, 1, 20) / 1000]);
  expect(resultWindows(span).map(({ from }) => from)).toEqual(['2026-02-20']);
});

test('results include the day that has begun somewhere, and the one that has not ended elsewhere', () => {
  const settings = toConfig({ lookback_days: 0 });
  const cursor = Date.UTC(2026, 1, 28, 6) / 1000;
  expect(resultWindows({ settings, nowMs: Date.UTC(2026, 1, 28, 6), cursor })).toEqual([
    { unit: 'days', from: '2026-02-27', to: '2026-03-01' },
  ]);
});

test('halves make up the whole; a day is not halved', () => {
  void fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), (days) => {
      const from = nowMs / 1000;
      const windows: Window[] = [
        { unit: 'seconds', from, to: from + days * 86_400 },
        { unit: 'days', from: '2026-02-01', to: addDays('2026-02-01', days) },
      ];
      for (const window of windows) {
        const [first, second] = halve(window) ?? expect.unreachable();
        expect([first.from, first.to, second.to]).toEqual([window.from, second.from, window.to]);
      }
    }),
  );
  expect(halve({ unit: 'days', from: '2026-02-01', to: '2026-02-02' })).toBeUndefined();
  expect(halve({ unit: 'seconds', from: 0, to: 86_400 })).toBeUndefined();
});

test('ranges are written as the columns are', () => {
  expect(toRange({ unit: 'days', from: '2026-02-01', to: '2026-02-03' })).toEqual({
    from: '2026-02-01',
    to: '2026-02-03',
  });
  expect(toRange({ unit: 'seconds', from: 0, to: 86_400 }).to).toBe(new Date(dayMs).toISOString());
  expect(toDay(dayMs)).toBe('1970-01-02');
});
