import type { LarkstreamError } from '../model/errors.ts';
import type { ReportedError, RunReport } from '../model/run-report.ts';

/** The exit codes; `docs/reference/cli.md` has the same list. */
export const exitCodes = { done: 0, failed: 1, configuration: 2, incomplete: 3, stopped: 130 } as const;

/** `configuration` for what a person must correct, wherever it came to light. */
export function exitCodeOfError(error: ReportedError | LarkstreamError): number {
  if (error.family === 'config') return exitCodes.configuration;
  return error.family === 'stopped' ? exitCodes.stopped : exitCodes.failed;
}

/** 0 done, 3 incomplete, 130 stopped; a failure by the family of its error. */
export function exitCodeOfRun(report: RunReport): number {
  if (report.outcome === 'done') return exitCodes.done;
  if (report.outcome === 'incomplete') return exitCodes.incomplete;
  if (report.outcome === 'stopped') return exitCodes.stopped;
  return report.error === undefined ? exitCodes.failed : exitCodeOfError(report.error);
}
