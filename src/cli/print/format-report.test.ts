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

test('what calls were made for is told of the modules that did not only read everything', () => {
  const calls = {
    approval: {
      'POST /open-apis/approval/v4/tasks/search': { calls: 3, purposes: { changes: 3 }, retries: {} },
      'GET /open-apis/approval/v4/instances': { calls: 9, purposes: { new: 2, audit: 7 }, retries: {} },
      'GET /open-apis/approval/v4/approvals/:approval_code': { calls: 4, retries: {} },
    },
    contact: { 'GET /open-apis/contact/v3/users/:user_id': { calls: 8, retries: {} } },
  };
  const linesIn = (texts: typeof en): string[] =>
    formatReport({ report: { ...stopped, calls }, target: 'x', style: createStyle(false), texts });
  expect(linesIn(en)[0]).toBe('Calls of Approval: changes 3 · new 2 · audit 7 · exact 4');
  expect(linesIn(zh)[0]).toBe('审批的调用：变更 3 · 新增 2 · 核对 7 · 全量 4');
  expect(linesIn(en).join()).not.toContain('Contact');
});
