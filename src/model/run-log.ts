import type { JsonValue } from '../util/json.ts';
import type { RunReport } from './run-report.ts';

/** A run that has begun and whose end is not recorded. */
export interface BegunRun {
  readonly runId: string;
  readonly sourceId: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** Of the process that began it. */
  readonly pid: number;
}

/** The runs that a log holds. */
export interface RunHistory {
  /** Reports as they were saved, the newest first. */
  readonly runs: readonly JsonValue[];
  /** The run that is under way; or was broken off, if no process holds the destination. Undefined if the log has none. */
  readonly begun: BegunRun | undefined;
}

/**
 * The history of runs. A destination has one beside the data; another one can take its place (`SyncOptions.runs`), for programs that keep
 * the histories of many destinations in one store.
 */
export interface RunLog {
  /** This process begins a run. */
  begin(run: Omit<BegunRun, 'pid'>): Promise<void>;
  /**
   * Adds a report; the run that was begun has ended. A report that was saved before, wholly or in part, is there once afterwards.
   *
   * @throws where a part of the history could not take it; the other parts have it, and saving it again completes the history
   */
  save(report: RunReport): Promise<void>;
  /** This process ends a run that it has begun, without a report. */
  leave(): Promise<void>;
  /** The newest `limit` runs; behind them, if it can tell, the last run that read all of a stream that none of these did. */
  load(limit: number): Promise<RunHistory>;
}
