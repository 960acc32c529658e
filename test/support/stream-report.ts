import type { StreamReport } from '../../src/model/run-report.ts';

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
