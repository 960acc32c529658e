import type { JsonValue } from '../util/json.ts';
import type { RunReport } from './run.ts';

/** A run that has begun and has not told how it ended. */
export interface BegunRun {
  readonly runId: string;
  readonly sourceId: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** Of the process that began it. */
  readonly pid: number;
}

export interface RunHistory {
  /** Reports as they were saved, the newest first. */
  readonly runs: readonly JsonValue[];
  /** The run that is under way; or was broken off, where nobody holds the destination. */
  readonly begun: BegunRun | undefined;
}

/** The history of runs, kept where it can be read while a run holds the destination. */
export interface RunLog {
  /** `runs` are the reports that the destination holds, the newest first: a log of another one is forgotten. */
  begin(run: BegunRun, runs: readonly JsonValue[]): void;
  /** Adds a report; the run that was begun has ended. */
  save(report: RunReport): void;
  /** Whoever began a run has left without a report. */
  leave(): void;
  read(): RunHistory;
}
