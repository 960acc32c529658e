import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../print/display-width.ts';
import { createStyle } from '../style.ts';
import { en } from '../texts/en.ts';
import { zh } from '../texts/zh.ts';
import { toScreen } from '../to-screen.ts';
import { renderBar, renderPlainProgress, renderProgress } from './render.ts';
import type { ModuleProgress, ProgressSnapshot } from './tracker.ts';

const plain = createStyle(false);
const colored = createStyle(true);

const approval: ModuleProgress = {
  module: 'approval',
  rows: 12_340,
  fraction: 0.544,
  rowsPerSecond: 1204.2,
  calls: 842,
  waiting: 'quota',
  waitingMs: 38_000,
  isIncomplete: false,
  isFinished: false,
  remainingMs: 12_000,
};
const contact: ModuleProgress = {
  module: 'contact',
  rows: 7,
  fraction: undefined,
  rowsPerSecond: 0,
  calls: 3,
  waiting: undefined,
  waitingMs: undefined,
  isIncomplete: false,
  isFinished: false,
  remainingMs: undefined,
};
const snapshot: ProgressSnapshot = { elapsedMs: 14_000, commits: 3, modules: [approval, contact] };

test('a wide terminal shows everything, in columns', () => {
  expect(renderProgress(snapshot, { columns: 120, style: plain, texts: en })).toEqual([
    '  0:14  3 commits',
    '  Approval  ━━━━━━━━━━╸─────────  54%  12,340 rows  0:12 left  waiting for quota, 0:38  1,204/s  842 calls',
    `  Contact   ────────────────────            7 rows             ${' '.repeat(23)}      0/s    3 calls`,
  ]);
});

test('a narrow terminal keeps the share and the rows', () => {
  expect(renderProgress(snapshot, { columns: 40, style: plain, texts: en }).slice(1)).toEqual([
    '  Approval  54%  12,340 rows  0:12 left',
    '  Contact             7 rows           ',
  ]);
});

test.each([
  [en, 'waiting for quota, 0:38'],
  [zh, '等待限频配额，0:38'],
])('eighty columns say how long the quota is waited for, and what is left', (texts, wait) => {
  const lines = renderProgress(snapshot, { columns: 80, style: plain, texts });

  expect(lines[1]).toContain(wait);
  expect(lines[1]).toContain('0:12');
  expect(lines[1]).toContain('━');
  expect(renderPlainProgress(snapshot, texts)).toContain(wait);
});

test('Chinese counts as two columns', () => {
  const [, first = '', second = ''] = renderProgress(snapshot, { columns: 120, style: plain, texts: zh });

  expect(first).toMatch(/^ {2}审批 {4}━/);
  expect(second).toMatch(/^ {2}通讯录 {2}─/);
  expect(displayWidth(first)).toBe(displayWidth(second));
});

test('colour changes nothing but colour', () => {
  const ink = renderProgress(snapshot, { columns: 100, style: colored, texts: en });

  expect(ink.map(stripVTControlCharacters)).toEqual(
    renderProgress(snapshot, { columns: 100, style: plain, texts: en }),
  );
  expect(toScreen(ink.join(''), { isCut: true })).toContain('\u001b[36m');
});

test('an incomplete module says so', () => {
  const lines = renderProgress(
    { ...snapshot, modules: [{ ...approval, waiting: undefined, isIncomplete: true }] },
    { columns: 120, style: plain, texts: en },
  );

  expect(lines[1]).toContain('Incomplete');
});

test('without an estimate a block travels while rows arrive', () => {
  const moving = { ...contact, rowsPerSecond: 5 };
  const lineAt = (elapsedMs: number): string | undefined =>
    renderProgress({ ...snapshot, elapsedMs, modules: [moving] }, { columns: 120, style: plain, texts: en })[1];

  expect(lineAt(0)).toContain('━━━━────────────────');
  expect(lineAt(240)).toContain('──━━━━──────────────');
});

test('no line ever exceeds the terminal', () => {
  const modules = fc.array(
    fc.record({
      module: fc.constantFrom('approval', 'base', 'attendance', 'contact'),
      rows: fc.nat(10_000_000),
      fraction: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      rowsPerSecond: fc.nat(100_000),
      calls: fc.nat(1_000_000),
      waiting: fc.constantFrom('quota', 'retry', undefined),
      waitingMs: fc.nat(100_000_000),
      isIncomplete: fc.boolean(),
      isFinished: fc.boolean(),
      remainingMs: fc.option(fc.nat(100_000_000), { nil: undefined }),
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(modules, fc.integer({ min: 12, max: 200 }), fc.boolean(), (some, columns, isChinese) => {
      const lines = renderProgress(
        { elapsedMs: 3_600_000, commits: 12, modules: some },
        { columns, style: colored, texts: isChinese ? zh : en },
      );
      for (const line of lines) expect(displayWidth(line)).toBeLessThan(columns);
    }),
  );
});

test('a bar is always as wide as asked', () => {
  expect([0, 0.025, 0.5, 1, 7, -1].map((fraction) => renderBar(fraction, 10, plain))).toEqual([
    '──────────',
    '──────────',
    '━━━━━─────',
    '━━━━━━━━━━',
    '━━━━━━━━━━',
    '──────────',
  ]);
});

test('a log file gets one line', () => {
  expect(renderPlainProgress(snapshot, en)).toBe(
    '0:14  Approval 12,340 rows (54%), 842 calls, waiting for quota, 0:38 · Contact 7 rows, 3 calls',
  );
  expect(renderPlainProgress({ elapsedMs: 0, commits: 0, modules: [] }, en)).toBe('0:00  starting');
});

test('progress uses the singular for one and the plural for several', () => {
  const headOf = (commits: number): string | undefined =>
    renderProgress({ ...snapshot, commits }, { columns: 80, style: plain, texts: en })[0];

  expect([0, 1, 2].map(headOf)).toEqual(['  0:14', '  0:14  1 commit', '  0:14  2 commits']);
});
