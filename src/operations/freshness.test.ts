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

test('a stream is as fresh as the last run that read all of it', () => {
  const runs = [
    run(4, stream('a', 'partial'), stream('b', 'complete')),
    run(3, stream('c', 'not_read')),
    run(2, stream('a', 'complete'), stream('b', 'complete')),
    run(1, stream('a', 'complete')),
  ];
  expect(freshnessOf(runs)).toEqual([
    { stream: 'a', module: 'base', asOf: '2026-01-02T00:00:00Z', outcome: 'partial' },
    { stream: 'b', module: 'base', asOf: '2026-01-04T00:00:00Z', outcome: 'complete' },
    { stream: 'c', module: 'base', asOf: null, outcome: 'not_read' },
  ]);
});
