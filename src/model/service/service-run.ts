import type { Message } from '../message.ts';
import type { ReportedError, RunReport } from '../run-report.ts';
import type { CallRate, RatesOfRun } from './call-rates.ts';
import type { Page, PageRequest } from './page.ts';

/** All values of `RunState`; the last four are ends. */
export const runStates = ['queued', 'running', 'succeeded', 'incomplete', 'failed', 'cancelled'] as const;
/** Where a run is; `incomplete`: some streams miss something. */
export type RunState = (typeof runStates)[number];
/** What has begun a run. */
export type RunTrigger = 'schedule' | 'person' | 'retry' | 'live' | 'catch-up';

/** What a person asked for beside the usual. */
export interface RunOptions {
  readonly full?: boolean | undefined;
  readonly acceptDeletes?: boolean | undefined;
  readonly resetStreams?: readonly string[] | undefined;
}

/** One execution of a pipeline. */
export interface ServiceRun {
  readonly id: string;
  readonly pipelineId: string;
  readonly trigger: RunTrigger;
  /** The run that it was begun again for. */
  readonly retryOf: string | undefined;
  readonly requestedBy: string | undefined;
  readonly options: RunOptions;
  /** Of a live one: what it ends for. */
  readonly next: NextRun | undefined;
  readonly state: RunState;
  readonly queuedAt: number;
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  readonly cancelAskedAt: number | undefined;
  /** The number of the attempt that may commit; what an earlier one still writes is refused. */
  readonly attempt: number;
  readonly progress: RunProgress | undefined;
  readonly report: RunReport | undefined;
  readonly error: ReportedError | undefined;
}

/** All values of `RunProgress.phase`. */
export const runPhases = ['starting', 'snapshot', 'streaming', 'stopping'] as const;

/** What is going on, as last heard from the attempt's process. */
export interface RunProgress {
  readonly at: number;
  readonly phase: (typeof runPhases)[number];
  readonly rows: number;
  readonly calls: number;
  readonly commits: number;
  /** Rows and estimate by stream. */
  readonly streams: Readonly<
    Record<
      string,
      {
        readonly rows: number;
        readonly estimate?: number | undefined;
        /** Work done of the walk that yields it, from 0 to 1; it only grows. */
        readonly share?: number | undefined;
        readonly done?: boolean | undefined;
      }
    >
  >;
  /** What it waits for, and until when. */
  readonly waiting?:
    | {
        readonly forWhat: Message;
        readonly until: number;
        /** A limit of the platform, or the next try; absent from reports of older versions. */
        readonly kind?: 'limit' | 'retry' | undefined;
        /** The module whose calls wait. */
        readonly of?: string | undefined;
      }
    | undefined;
  /** Of the endpoints that are nearest to their limits, those first. */
  readonly rates?: readonly CallRate[] | undefined;
  /** Milliseconds until the end, as far as it can be told. */
  readonly remainingMs?: number | undefined;
  /** Of a live pipeline: from receipt to commit of the last batch. */
  readonly lagMs?: number | undefined;
  /** Of a live pipeline that cannot go on: why, and how often in a row it was tried in vain. */
  readonly standstill?: { readonly error: ReportedError; readonly failures: number } | undefined;
  /** Of a live pipeline: streams that reads have left incomplete, and since when. `unlistedStreams` stands for those without a name. */
  readonly incomplete?: IncompleteStreams | undefined;
  /** Of a live pipeline: streams in which a read of everything has found changes of which no event had told. */
  readonly untold?: UntoldChanges | undefined;
  /** Of each stream whose rows the run has changed, when it last did. */
  readonly changedAt?: Readonly<Record<string, number>> | undefined;
  /** Of a live pipeline: when this attempt last ended a read of everything. */
  readonly readAt?: number | undefined;
  /** Commits of this attempt that cover what none had covered before: a read that is broken off goes on from there. */
  readonly advances?: number | undefined;
  /** What the attempts of the run have come to, where this one alone does not say it. */
  readonly soFar?: AttemptsSoFar | undefined;
  /** Streams of which too much was missing to be believed; undefined before that is known. */
  readonly heldDeletes?: readonly string[] | undefined;
}

/** Names of streams → since when each read of them has missed something. */
export type IncompleteStreams = Readonly<Record<string, number>>;

/** Names of streams → how many rows have changed, and since when no event of their module has come. */
export type UntoldChanges = Readonly<Record<string, { readonly rows: number; readonly since: number }>>;

/** Stands for streams that could not even be listed. */
export const unlistedStreams = '*';

/** What decides which failures count, kept with the progress: whoever takes the run over needs it, also when the worker is gone. */
export interface AttemptsSoFar {
  /** The number of the last attempt that went steadily: failures up to it are over. 0: none did. */
  readonly steadyAttempt: number;
  /** The most that an attempt has committed. */
  readonly mostCommits: number;
  /** The number of the last attempt that has followed events, or has read further than any before it. 0: none has. */
  readonly movedAttempt: number;
}

/** A run that begins when the live one of its pipeline has ended, which it does for it. */
export interface NextRun
  extends Pick<ServiceRun, 'id' | 'trigger' | 'retryOf' | 'requestedBy' | 'options' | 'queuedAt'> {
  readonly cancelAskedAt: number | undefined;
}

/** One try of a run. */
export interface Attempt {
  readonly runId: string;
  readonly number: number;
  readonly worker: string;
  readonly startedAt: number;
  /** By the clock of the store. */
  readonly seenAt: number;
  /** How long ago that was when this was read, by the same clock. */
  readonly silentMs: number;
  readonly finishedAt: number | undefined;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'lost';
  readonly error: ReportedError | undefined;
}

/** A line of the log of a run, numbered from 1 within it; `at` is milliseconds since the epoch. */
export interface RunLine {
  readonly seq: number;
  readonly attempt: number;
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: Message;
  /** Undefined in lines that an earlier version has written. */
  readonly source?: LineSource | undefined;
  /** Of which streams it tells; undefined: of none by themselves. */
  readonly streams?: readonly string[] | undefined;
}

/** What a line of a log is about: the run as a whole, the reading of streams, answers of the platform, events, the destination; or the service says it. */
export const lineSources = ['run', 'reading', 'platform', 'events', 'destination', 'service'] as const;
/** One of `lineSources`. */
export type LineSource = (typeof lineSources)[number];

/** A run of a list, with what people call its pipeline. */
export interface ListedRun extends ServiceRun {
  readonly pipelineName: string;
}

/** How many rows a run that ended then has changed. */
export interface RunChanges {
  readonly at: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly deleted: number;
}

/** Which runs a list shows. */
export interface RunFilter {
  readonly pipelineId?: string | undefined;
  readonly integrationId?: string | undefined;
  readonly state?: RunState | undefined;
  readonly trigger?: RunTrigger | undefined;
  /** Those that were begun again for this run. */
  readonly retryOf?: string | undefined;
  /** They were queued then or later. */
  readonly since?: number | undefined;
  /** They were queued before. */
  readonly until?: number | undefined;
}

/** The runs. What an attempt writes carries its number, and is refused once another attempt has begun. */
export interface RunTable {
  /** One that is still to begin in the place of a live one is found, too. */
  find(id: string): Promise<ServiceRun | undefined>;
  page(request: PageRequest, filter: RunFilter): Promise<Page<ListedRun>>;
  /** False when another run of the pipeline waits or works: then nothing is added. */
  insert(run: ServiceRun): Promise<boolean>;
  /** Begins an attempt; undefined unless the run waits: it has ended, or an attempt is under way. */
  beginAttempt(id: string, worker: string, now: number): Promise<BegunAttempt | undefined>;
  /** It was heard of. Undefined fields stay. False when `attempt` is not the one that may write. */
  note(
    id: string,
    attempt: number,
    heard: {
      readonly progress?: RunProgress;
      readonly lines?: readonly Omit<RunLine, 'seq' | 'attempt'>[];
    },
  ): Promise<boolean>;
  /** Likewise of many, of which there is nothing to note: those that may write, by the ids of their runs. */
  heard(attempts: readonly Pick<Attempt, 'runId' | 'number'>[]): Promise<ReadonlyMap<string, Asked>>;
  /** Ends the attempt; the run as well, or it waits again (`requeue`). False when `attempt` is not the one that may write. */
  endAttempt(id: string, attempt: number, end: AttemptEnd): Promise<boolean>;
  /** False when it has ended already. A run that waits is cancelled at once. */
  askCancel(id: string, now: number): Promise<boolean>;
  /** Asks a live run that works to end, so that another may begin in its place. False when there is none, or when it ends for another. */
  endFor(id: string, next: NextRun, now: number): Promise<boolean>;
  attempts(id: string): Promise<readonly Attempt[]>;
  /** How the run of the pipeline ended that came before this one, of those that nobody cancelled. */
  endBefore(run: Pick<ServiceRun, 'id' | 'pipelineId'>): Promise<RunState | undefined>;
  /** What the runs of a pipeline that ended since have changed, of one stream or of all, the newest first. */
  changes(asked: {
    readonly pipelineId: string;
    readonly stream?: string | undefined;
    readonly since: number;
  }): Promise<readonly RunChanges[]>;
  /** What the runs that work have called in the last minute. */
  rates(): Promise<readonly RatesOfRun[]>;
  /** The id of the run in which the pipeline followed events at a time. */
  followedAt(pipelineId: string, at: number): Promise<string | undefined>;
  /** The id of another run that reads once and works now, by the limits of the same app and tenant. */
  usingLimitsOf(run: Pick<ServiceRun, 'id' | 'pipelineId'>): Promise<string | undefined>;
  lines(
    id: string,
    request: {
      readonly afterSeq: number;
      readonly limit: number;
      readonly level?: RunLine['level'];
      readonly source?: LineSource | undefined;
      /** Lines that tell of this stream. */
      readonly stream?: string | undefined;
      readonly search?: string | undefined;
    },
  ): Promise<readonly RunLine[]>;
  /** Runs whose attempt is under way and has not been heard of for so long, by the clock of the store. */
  lost(options: { readonly silentMs: number; readonly limit: number }): Promise<readonly ServiceRun[]>;
  /**
   * Runs that wait: what the queue must know of. Of those that read once, of each app and tenant the next that a schedule has begun, the next
   * that a person has, and those that were tried before: however many of one tenant wait, they are before nobody. So many of these, and of
   * those that are live, the oldest first: for the one kind there may be nobody.
   */
  waiting(limit: number): Promise<readonly ServiceRun[]>;
}

/** What a person wants of a run. */
export type Asked = { readonly isCancelAsked: boolean };

/** An attempt that may commit from now on, in the place of all before it. */
export interface BegunAttempt {
  /** Counts the attempts of the run from 1. */
  readonly number: number;
  /**
   * Grows with every attempt of the pipeline; destinations refuse commits of a smaller one. It is the time of the beginning, or one more than
   * the pipeline's last where that is not smaller: a store that was restored from a backup goes on above what destinations have seen.
   */
  readonly fence: number;
}

/** How an attempt has ended, and what becomes of its run; `requeue`: it waits for another attempt. */
export interface AttemptEnd {
  readonly state: Exclude<RunState, 'queued' | 'running'> | 'requeue';
  readonly attemptState: Exclude<Attempt['state'], 'running'>;
  readonly report?: RunReport | undefined;
  readonly error?: ReportedError | undefined;
  readonly now: number;
}
