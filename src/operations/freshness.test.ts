import { expect, test } from 'vitest';
import { streamReport as stream } from '../../test/support/stream-report.ts';
import type { RunReport, StreamReport } from '../model/run-report.ts';
import { freshnessOf } from './freshness.ts';

const run = (day: number, ...streams: StreamReport[]): RunReport => ({
  version: 2,
  runId: `run-${day}`,
  sourceId: 'tenant',
  startedAt: `2026-01-0${day}T00:00:00Z`,
  finishedAt: `2026-01-0${day}T00:01:00Z`,
  outcome: 'done',
  streams,
  commits: 1,
  warnings: [],
});

const told = (name: string, at: string | null) => ({
  ...{ stream: name, module: 'base', asOf: at, changesAsOf: at, auditedAsOf: at },
  ...{ auditHours: null, isAuditBehind: false },
});

test('a stream is as fresh as the last run that read all of it', () => {
  const runs = [
    run(4, stream('a', 'partial'), stream('b', 'complete')),
    run(3, stream('c', 'not_read')),
    run(2, stream('a', 'complete'), stream('b', 'complete')),
    run(1, stream('a', 'complete')),
  ];
  expect(freshnessOf(runs)).toEqual([
    { ...told('a', '2026-01-02T00:00:00Z'), outcome: 'partial' },
    { ...told('b', '2026-01-04T00:00:00Z'), outcome: 'complete' },
    { ...told('c', null), outcome: 'not_read' },
  ]);
});

test('where changes are read, what was not audited within its time is told', () => {
  const audited = (day: number, hour: number): StreamReport => ({
    ...stream('a', 'complete'),
    changesAsOf: `2026-01-0${day}T00:00:00Z`,
    auditedAsOf: `2026-01-0${day - 1}T0${hour}:00:00Z`,
    auditHours: 20,
  });
  const keeps = freshnessOf([run(3, stream('a', 'partial')), run(2, audited(2, 4))]);
  expect(keeps).toMatchObject([{ auditedAsOf: '2026-01-01T04:00:00Z', auditHours: 20, isAuditBehind: false }]);
  expect(freshnessOf([run(2, audited(2, 3))])).toMatchObject([{ isAuditBehind: true }]);
});
