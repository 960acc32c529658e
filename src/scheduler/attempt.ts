import type { ReportedError, RunReport } from '../model/run-report.ts';
import type { Secret } from '../model/secret.ts';
import type { AccessToken } from '../model/service/access-token.ts';
import type { LoadedConfig } from '../model/service/loaded-config.ts';
import type {
  IncompleteStreams,
  RunLine,
  RunOptions,
  RunProgress,
  UntoldChanges,
} from '../model/service/service-run.ts';
import type { EndedWork } from '../model/tracer.ts';

/** What a process is to do. */
export interface AttemptOrder {
  readonly pipelineId: string;
  readonly runId: string;
  /** Counts the attempts of the run from 1. */
  readonly number: number;
  /** Handed to the destination: it refuses what an earlier attempt of the pipeline still commits. */
  readonly fence: number;
  /** Follows events until it is stopped, instead of reading once. */
  readonly isLive: boolean;
  readonly options: RunOptions;
  /** What an attempt before has left incomplete, until this one has read it. */
  readonly incomplete?: IncompleteStreams | undefined;
  /** What an attempt before has found changed without an event, until one comes. */
  readonly untold?: UntoldChanges | undefined;
  /** When an attempt before has last changed rows of each stream. */
  readonly changedAt?: RunProgress['changedAt'];
  /** Whether to tell of its parts, for a trace. */
  readonly isTraced?: boolean;
  readonly config: LoadedConfig;
}

/** A line of the log of an attempt. */
export type AttemptLine = Omit<RunLine, 'seq' | 'attempt'>;

/** Called with what the process tells; must return quickly and not throw. */
export interface AttemptListener {
  onProgress(progress: RunProgress): void;
  onLine(line: AttemptLine): void;
  onWork?(work: EndedWork): void;
  /** A token to call with; `rejected` is one that the platform has refused. May throw, and the process meets it. */
  onToken?(rejected: Secret | undefined): Promise<AccessToken>;
}

/** How an attempt ended: with a report (none when a live one was stopped), before it could begin, or without a word. */
export type AttemptResult =
  | { readonly kind: 'report'; readonly report: RunReport | undefined }
  | { readonly kind: 'error'; readonly error: ReportedError }
  | { readonly kind: 'died'; readonly error: ReportedError };

/** An attempt at work. */
export interface RunningAttempt {
  /** Never rejects. */
  readonly ended: Promise<AttemptResult>;
  /** The store knows it at work: it may commit for some seconds more. */
  goOn(): void;
  /** Asks it to commit what is there and to end; it is ended by force when it has not after ten seconds. */
  stop(): void;
  /** Ends it by force: what it has not committed is gone. One that shares its process commits nothing from then on, and is waited for as with `stop`. */
  kill(): void;
}

/** Begins attempts in processes of their own; of live ones many may share one. */
export interface AttemptStarter {
  start(order: AttemptOrder, listener: AttemptListener): RunningAttempt;
}
