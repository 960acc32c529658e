import type { Following } from './behind.ts';
import type { RunProgress } from './service-run.ts';

/** Ends of runs. */
export const runOutcomeStates = ['succeeded', 'incomplete', 'failed', 'cancelled'] as const;
/** One of `runOutcomeStates`. */
export type RunOutcomeState = (typeof runOutcomeStates)[number];

/** The run of a pipeline that ended last, of those that have begun. Times are milliseconds since the epoch. */
export interface LastRun {
  readonly id: string;
  readonly state: RunOutcomeState;
  readonly startedAt: number;
  readonly endedAt: number;
  /** That were read; undefined where nothing was reported. */
  readonly rows: number | undefined;
  /** Of what has ended it, or of the first of its streams that misses something. */
  readonly errorCode: string | undefined;
}

/** The run that waits or works. */
export interface OpenRun {
  readonly id: string;
  readonly state: 'queued' | 'running';
  /** Undefined until its process was heard of. */
  readonly phase: RunProgress['phase'] | undefined;
  /** Since when it is in its state. */
  readonly since: number;
  /** Rows that it has read so far. */
  readonly rows: number;
  /** Of one that follows events: when it last ended a read of everything. */
  readonly readAt: number | undefined;
  /** When it was heard of. */
  readonly heardAt: number | undefined;
  /** See `Heard`. */
  readonly hasUntold: boolean;
  /** It cannot go on, and tries again and again. */
  readonly isStandingStill: boolean;
}

/** Two signs that are kept apart: what the last outcome was, and what goes on now. */
export interface PipelineStanding extends Pick<Following, 'isFollowed' | 'followedAt' | 'hasRead'> {
  readonly lastRun: LastRun | undefined;
  readonly openRun: OpenRun | undefined;
  /** When the last run ended that read everything. */
  readonly succeededAt: number | undefined;
  /** What had changed until then that run has brought: of its streams the oldest. */
  readonly changesAsOf: number | undefined;
  /** When the oldest event was received that waits for the pipeline. */
  readonly oldestWaitingAt: number | undefined;
  /** An alert says that its data are older than promised. */
  readonly isLate: boolean;
  /** Rows of the runs that have ended since the time that was asked for. */
  readonly rowsSince: number;
}

/** How pipelines stand. */
export interface PipelineStandings {
  /** Of these pipelines, by id; `since`: from when rows are counted. */
  standings(ids: readonly string[], since: number): Promise<ReadonlyMap<string, PipelineStanding>>;
}
