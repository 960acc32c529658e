import type { Clock } from '../model/clock.ts';
import type { OpenedDestination } from '../model/destination.ts';
import type { Inbox } from '../model/inbox.ts';
import type { RunLog } from '../model/run-log.ts';
import type { RunObserver, RunReport } from '../model/run-report.ts';
import type { CheckResult, Source } from '../model/source.ts';
import type { EventProcessorOptions } from './event-processor.ts';
import type { Places } from './places.ts';
import type { LivePlan } from './plan.ts';
import type { LivePhase } from './read-schedule.ts';
import type { StandstillListener } from './standstill.ts';

/** Live replication that has begun. */
export interface RunningLive {
  /** Begins a snapshot at once: for a caller that learns that events are missing. */
  requestSnapshot(): void;
}

/**
 * `plan` is called before each phase, so that new columns are found; `openDestination` at first, again after a failure, and when events come
 * after a quiet time.
 */
export interface LiveOptions
  extends Pick<
    EventProcessorOptions,
    'consumer' | 'appId' | 'tenantKey' | 'owner' | 'toHints' | 'waitForEvents' | 'onBatch' | 'onEvents' | 'onTrouble'
  > {
  readonly inbox: EventProcessorOptions['inbox'] & Pick<Inbox, 'lastSeq' | 'dueTenants'>;
  readonly source: Source;
  readonly openDestination: () => Promise<OpenedDestination>;
  readonly plan: () => Promise<LivePlan>;
  readonly newRunId: () => string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** How long after the end of a snapshot the next one begins. */
  readonly reconcileIntervalMs: number;
  /**
   * When nothing has come for so long, the destination is closed until events come: many tenants of which few change hold few sessions, and
   * whoever wants to may write meanwhile. Absent: it stays open.
   */
  readonly quietMs?: number;
  /** Where a destination may be open. Absent: anywhere. Of no use without `quietMs`. */
  readonly places?: Pick<Places, 'take'> | undefined;
  readonly onReady?: (live: RunningLive) => void;
  readonly observer?: RunObserver;
  readonly acceptDeletes?: boolean;
  /** Where the history of runs is kept; the destination's own when absent. */
  readonly runs?: RunLog;
  /** Called at the end of each phase. The callee saves the report; of streaming that `sleeps`, it is the first part, and the next has the same run id. */
  readonly onReport?: (report: RunReport, phase: LivePhase, runs: RunLog, sleeps: boolean) => Promise<void>;
  readonly onSubscription?: (result: CheckResult) => void;
  /** What keeps it from going on; `onTrouble` is then told of nothing but what it goes on with. */
  readonly onStandstill?: StandstillListener;
  /**
   * Ends when a person must act, instead of trying again with the settings that it has: for a caller that begins it anew, with those of
   * then. Otherwise a person who mends it at the platform need not start it again.
   */
  readonly endsOnConfigFault?: boolean;
}
