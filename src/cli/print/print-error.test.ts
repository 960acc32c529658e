import { expect, test } from 'vitest';
import { ConfigError, StoppedError } from '../../model/errors.ts';
import { untranslated } from '../../model/message.ts';
import { type RunReport, reportError } from '../../model/run-report.ts';
import { exitCodeOfError, exitCodeOfRun } from '../exit-codes.ts';
import { createStyle } from '../style.ts';
import { en } from '../texts/en.ts';
import { zh } from '../texts/zh.ts';
import { formatReport } from './format-report.ts';
import { formatError } from './print-error.ts';

const plain = createStyle(false);
const scope = new ConfigError({
  code: 'lark.scope.missing',
  message: untranslated('The app may not read attendance'),
  details: { endpoint: 'POST /open-apis/attendance/v1/user_flows/query', logId: '2026ABC', other: { deep: true } },
});

test('an error says what happened, what to do, where, and what to quote', () => {
  expect(formatError(reportError(scope), plain, en)).toEqual([
    '✗ The app may not read attendance',
    '  next: Grant one of the named scopes in the developer console (Permissions & Scopes), then publish a new version.',
    '  where: POST /open-apis/attendance/v1/user_flows/query',
    '  code: lark.scope.missing',
    '  log id: 2026ABC',
  ]);
});

test('an error is printed in the language of the screen, with its precise or general cure', () => {
  const message = { en: 'The app may not read attendance', zh: '应用不能读取考勤' };
  const precise = new ConfigError({ code: 'lark.scope.missing', message, cure: { en: 'Grant it', zh: '请开通' } });

  expect(formatError(reportError(precise), plain, zh).slice(0, 2)).toEqual(['✗ 应用不能读取考勤', '  下一步：请开通']);
  expect(formatError(reportError(precise), plain, en)[1]).toBe('  next: Grant it');
  expect(formatError(reportError(scope), plain, zh)[1]).toContain('权限管理');
});

test('an error that an older version has saved is shown unchanged', () => {
  const { zh: _, ...older } = reportError(scope);

  expect(formatError(older, plain, zh)[0]).toBe('✗ The app may not read attendance');
});

function reportOf(change: Partial<RunReport>): RunReport {
  return {
    version: 2,
    runId: 'r',
    sourceId: 's',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:12Z',
    outcome: 'done',
    streams: [],
    commits: 1,
    warnings: [],
    ...change,
  };
}

test('the exit code says how a command ended', () => {
  const stopped = new StoppedError({ code: 'run.stopped', message: untranslated('m') });

  expect(exitCodeOfRun(reportOf({ outcome: 'done' }))).toBe(0);
  expect(exitCodeOfRun(reportOf({ outcome: 'incomplete' }))).toBe(3);
  expect(exitCodeOfRun(reportOf({ outcome: 'stopped', error: reportError(stopped) }))).toBe(130);
  expect(exitCodeOfRun(reportOf({ outcome: 'failed', error: reportError(scope) }))).toBe(2);
  expect(exitCodeOfRun(reportOf({ outcome: 'failed' }))).toBe(1);
  expect(exitCodeOfError(stopped)).toBe(130);
});

test('the report groups streams by module, and says each error once', () => {
  const stream = {
    module: 'attendance',
    mode: 'dedup',
    rowsRead: 9,
    rowsUpdated: 5,
    rowsUnchanged: 0,
    rowsDeleted: 0,
    seconds: 2,
  } as const;
  const errors = [reportError(scope)];
  const report = reportOf({
    outcome: 'incomplete',
    streams: [
      { ...stream, stream: 'attendance_user_flows', outcome: 'partial', rowsInserted: 1_234, errors },
      { ...stream, stream: 'attendance_user_tasks', outcome: 'partial', rowsInserted: 6, rowsDeleted: 2, errors },
    ],
    warnings: ['Something is odd'],
    calls: { attendance: { 'POST /a': { calls: 3, waitMs: 4_000 }, 'POST /b': { calls: 2, waitMs: 1_000 } } },
  });

  expect(formatReport({ report, target: 'x.duckdb', style: plain, texts: en })).toEqual([
    '  Stream                               New  Changed  Same  Deleted  Calls  Seconds  Waited',
    '  Attendance                         1,240       10     0        2      5      2.0     2.0',
    '    attendance_user_flows (partial)  1,234        5     0        0             2.0',
    '    attendance_user_tasks (partial)      6        5     0        2             2.0',
    '',
    'Warnings:',
    '  Something is odd',
    '',
    'Incomplete: attendance_user_flows, attendance_user_tasks',
    ...formatError(reportError(scope), plain, en),
    '',
    '! incomplete  1,250 rows (1,240 new, 10 changed, 2 deleted) in 12.0 s → x.duckdb',
  ]);
});
