import type { RegisteredReceiver } from '../event-store.ts';
import type { InboxStats } from '../inbox.ts';
import type { Following } from './behind.ts';
import type { BotFigures } from './bot-figures.ts';
import type { PipelineState } from './pipeline.ts';
import type { Schedule } from './schedule.ts';
import type { IncompleteStreams, RunState, UntoldChanges } from './service-run.ts';

/** What an operator alerts on, counted in the store. Times are milliseconds since the epoch. */
export interface ServiceFigures {
  readonly runs: Readonly<Record<RunState, number>>;
  /** Since when the run waits that has waited longest. */
  readonly oldestQueuedAt: number | undefined;
  readonly pipelines: readonly PipelineFigures[];
  readonly openAlerts: number;
  /** Messages of alerts that are not sent: those that wait for their first try, for another one, and those that are given up. */
  readonly alertSends: { readonly waiting: number; readonly failing: number; readonly givenUp: number };
  readonly inbox: InboxStats;
  readonly bots: BotFigures;
  readonly receivers: readonly RegisteredReceiver[];
  /** When the newest ticket of each app of the store came. */
  readonly tickets: readonly { readonly appId: string; readonly receivedAt: number }[];
}

/** How one pipeline stands; what follows no events is never followed. */
export interface PipelineFigures extends Following {
  readonly id: string;
  readonly name: string;
  readonly integrationId: string;
  readonly tenantKey: string | undefined;
  readonly state: PipelineState;
  /** It has paused itself; nobody did. */
  readonly hasPausedItself: boolean;
  readonly schedule: Schedule;
  /** When its last run ended that read everything. */
  readonly succeededAt: number | undefined;
  /** Of the run that ended last, where it has failed. */
  readonly errorCode: string | undefined;
  /** When that run ended. */
  readonly endedAt: number | undefined;
  /** A time since when the platform has answered it: a run ended that read everything, or one began that has read something since. */
  readonly answeredSince: number | undefined;
  /** Of a live one at work that has read: when it last ended a read of everything, or since when it works. */
  readonly readAt: number | undefined;
  /** An event of its app has come since it is at work. */
  readonly hasHeard: boolean;
  /** Of a live one at work: what reads leave incomplete. */
  readonly incomplete: IncompleteStreams;
  /** The same: what has changed without an event. */
  readonly untold: UntoldChanges;
}
