import { expect, test } from 'vitest';
import { parseJson } from '../util/json.ts';
import { readRunReport } from './read-run-report.ts';
import type { RunReport } from './run-report.ts';

const report: RunReport = {
  version: 2,
  runId: 'r',
  sourceId: 's',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:09.000Z',
  outcome: 'incomplete',
  streams: [
    {
      stream: 'contact_users',
      module: 'contact',
      mode: 'append',
      outcome: 'partial',
      rowsRead: 3,
      rowsInserted: 2,
      rowsUpdated: 0,
      rowsUnchanged: 1,
      rowsDeleted: 1,
      seconds: 0.5,
      errors: [
        {
          family: 'config',
          code: 'lark.scope.missing',
          message: 'm',
          cure: 'c',
          details: { logId: 'l' },
          zh: { message: '信息', cure: '办法' },
        },
      ],
    },
  ],
  commits: 2,
  warnings: ['w'],
  zh: { warnings: ['警告'] },
  error: { family: 'transient', code: 'lark.network.failed', message: 'm', cure: 'c', details: {} },
  calls: { contact: { 'GET /x': { calls: 1 } } },
};

test('a stored report is read back as it was', () => {
  expect(readRunReport(parseJson(JSON.stringify(report)))).toEqual(report);
});

test('outcomes of streams in reports of version 1 count only if the run ended', () => {
  const outcomes = (outcome: string, stream: object): unknown[] | undefined =>
    readRunReport(
      parseJson(
        JSON.stringify({ ...report, version: 1, outcome, streams: [{ ...report.streams[0], errors: [], ...stream }] }),
      ),
    )?.streams.map((one) => one.outcome);
  const clean = { outcome: 'complete' };
  expect(outcomes('done', clean)).toEqual(['complete']);
  expect(outcomes('incomplete', clean)).toEqual(['complete']);
  expect(outcomes('incomplete', { outcome: 'incomplete' })).toEqual(['partial']);
  for (const ending of ['failed', 'stopped']) {
    expect(outcomes(ending, clean)).toEqual(['partial']);
    expect(outcomes(ending, { ...clean, rowsRead: 0 })).toEqual(['not_read']);
  }
});

test('a report of another version is left out', () => {
  expect(readRunReport(parseJson(JSON.stringify({ ...report, version: 3 })))).toBeUndefined();
  expect(readRunReport(null)).toBeUndefined();
});
