import { expect, test } from 'vitest';
import type { RunReport } from '../../model/run-report.ts';
import { createStyle } from '../style.ts';
import { en } from '../texts/en.ts';
import { zh } from '../texts/zh.ts';
import { formatReport } from './format-report.ts';

const stopped: RunReport = {
  version: 2,
  runId: 'run-1',
  sourceId: 'source-1',
  startedAt: '2026-01-31T00:00:00.000Z',
  finishedAt: '2026-01-31T00:00:01.000Z',
  outcome: 'stopped',
  streams: [],
  warnings: [],
  commits: 0,
};

const lastLine = (texts: typeof en, isDemo?: boolean): string | undefined =>
  formatReport({ report: stopped, target: 'x.duckdb', style: createStyle(false), texts, isDemo }).at(-1);

test('a stopped run says that the same command continues it; a stopped demo, which has no next run, does not', () => {
  expect(lastLine(en)).toBe('  Run the same command again: it continues from the last commit.');
  expect(lastLine(en, true)).toBe('  Run it again: a demo always begins anew.');
  expect(lastLine(zh)).toBe('  再次运行同一命令，即从上次提交处继续。');
  expect(lastLine(zh, true)).toBe('  再次运行会从头开始一个新的演示。');
});
