import type { RunReport, StreamReport } from '../model/run-report.ts';

/** Two reports of streaming that slept in between, as one. */
export function together(before: RunReport, after: RunReport): RunReport {
  const streams = new Map(before.streams.map((one) => [one.stream, one]));
  for (const one of after.streams) streams.set(one.stream, added(streams.get(one.stream), one));
  const { zh } = after;
  const warnings = [...before.warnings, ...after.warnings];
  return {
    ...after,
    startedAt: before.startedAt,
    streams: [...streams.values()],
    commits: before.commits + after.commits,
    warnings,
    ...(zh === undefined ? {} : { zh: { warnings: [...(before.zh ?? before).warnings, ...zh.warnings] } }),
  };
}

function added(before: StreamReport | undefined, after: StreamReport): StreamReport {
  if (before === undefined) return after;
  return {
    ...after,
    rowsRead: before.rowsRead + after.rowsRead,
    rowsInserted: before.rowsInserted + after.rowsInserted,
    rowsUpdated: before.rowsUpdated + after.rowsUpdated,
    rowsUnchanged: before.rowsUnchanged + after.rowsUnchanged,
    rowsDeleted: before.rowsDeleted + after.rowsDeleted,
    seconds: before.seconds + after.seconds,
    errors: [...before.errors, ...after.errors],
  };
}
