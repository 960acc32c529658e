import type { RunReport, StreamReport } from '../../src/model/run-report.ts';

/** The report of a stream of which nothing was counted. */
export function streamReport(stream: string, outcome: StreamReport['outcome']): StreamReport {
  return {
    stream,
    module: 'base',
    mode: 'dedup',
    outcome,
    rowsRead: 0,
    rowsInserted: 0,
    rowsUpdated: 0,
    rowsUnchanged: 0,
    rowsDeleted: 0,
    seconds: 0,
    errors: [],
  };
}

/** The report of a run that has read these streams from `at` to `at + 1`, milliseconds since the epoch. */
export function reportOfStreams(runId: string, streams: readonly StreamReport[], at: number): RunReport {
  return {
    version: 2,
    runId,
    sourceId: 's',
    startedAt: new Date(at).toISOString(),
    finishedAt: new Date(at + 1).toISOString(),
    outcome: 'done',
    streams,
    commits: 1,
    warnings: [],
  };
}
