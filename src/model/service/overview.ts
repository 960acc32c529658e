import type { Following } from './behind.ts';
import type { Hearing } from './hearing.ts';
import type { PipelineState } from './pipeline.ts';
import type { RunOutcomeState } from './pipeline-standing.ts';
import type { Schedule } from './schedule.ts';

/** How many pipelines are in a state, with the last outcome; undefined: of which no run has ended. */
export interface CountedPipelines {
  readonly state: PipelineState;
  readonly outcome: RunOutcomeState | undefined;
  /** They have paused themselves; nobody did. */
  readonly isPausedByItself: boolean;
  readonly count: number;
}

/** Runs that ended for one reason. */
export interface CountedFailures {
  /** Undefined where none was reported. */
  readonly code: string | undefined;
  readonly count: number;
  readonly pipelines: number;
  /** The newest of them. */
  readonly lastRunId: string;
  readonly lastPipelineId: string;
  readonly lastPipelineName: string;
  readonly lastAt: number;
}

/** A pipeline whose data are the oldest of those with its schedule. */
export interface OldestPipeline {
  readonly id: string;
  readonly name: string;
  readonly schedule: Schedule;
  /** When its last run ended that read everything; undefined: none has. */
  readonly succeededAt: number | undefined;
  /** What had changed until then that run has brought. */
  readonly changesAsOf: number | undefined;
  readonly changedAt: number;
}

/** A pipeline that follows events, and how far it is behind. */
export interface LivePipeline extends Following {
  readonly id: string;
  readonly name: string;
  readonly integrationId: string;
  /** One that has read and does not hear for sure what changes: why, and when everything was last read. */
  readonly unheard: { readonly hearing: Exclude<Hearing, 'heard'>; readonly readAt: number } | undefined;
}

/** Runs that ended within an hour, by how. */
export interface HourOfRuns extends Readonly<Record<RunOutcomeState, number>> {
  /** Its beginning. */
  readonly from: number;
}

/** Whether all is well, counted in the store by indexes. Times are milliseconds since the epoch. */
export interface OverviewFigures {
  readonly pipelines: readonly CountedPipelines[];
  /** Runs that wait, that read once, and that follow events. */
  readonly queued: number;
  readonly reading: number;
  readonly following: number;
  /** Active pipelines with a schedule, for each schedule the one that has not succeeded for longest; at most a hundred. */
  readonly oldest: readonly OldestPipeline[];
  /** Active pipelines that follow events: those that are the farthest behind. */
  readonly live: readonly LivePipeline[];
  /** Of the time that was asked for, the most frequent first; at most twenty. */
  readonly failures: readonly CountedFailures[];
  /** Every hour from then until now. */
  readonly hours: readonly HourOfRuns[];
  readonly openAlerts: number;
  /** Of these: data older than promised. */
  readonly late: number;
  readonly bots: {
    /** Triggers that are published, and not paused. */
    readonly published: number;
    /** Triggers, handlers and integrations of whose bots an alert is open. */
    readonly troubled: number;
    /** Turns that were given up and are kept; a number above `mostCounted` is not counted further. */
    readonly deadTurns: number;
  };
  readonly inbox: {
    /** Deliveries that wait and that are dead; a number above `mostCounted` is not counted further. */
    readonly waiting: number;
    readonly dead: number;
    readonly oldestWaitingAt: number | undefined;
    readonly lastReceivedAt: number | undefined;
  };
}

/** From when the overview counts what; times are milliseconds since the epoch. */
export interface OverviewTimes {
  readonly now: number;
  readonly failuresSince: number;
  readonly hoursSince: number;
}

/** Up to here deliveries are counted one by one for the overview. */
export const mostCounted = 10_000;
