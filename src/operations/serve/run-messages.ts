import type { ReportedError, RunReport } from '../../model/run-report.ts';
import type { IncompleteStreams, RunOptions, RunProgress, UntoldChanges } from '../../model/service/service-run.ts';
import type { EndedWork } from '../../model/tracer.ts';
import type { AttemptLine } from '../../scheduler/attempt.ts';
import { isObject } from '../../util/json.ts';
import type { Foreseen } from './load-ahead.ts';

/** What a worker says to the process of an attempt. Secrets go this way only: arguments and environment of a process are seen by others. */
export type ToAttempt =
  | StartMessage
  | PrepareMessage
  | TokenMessage
  | { readonly kind: 'go-on' }
  | { readonly kind: 'stop' };

/** The answer to `want-token`: a token, what keeps the worker from having one, or neither where it has none for anybody. */
export interface TokenMessage {
  readonly kind: 'token';
  readonly asked: number;
  readonly given?: { readonly token: string; readonly expiresInMs: number };
  readonly error?: ReportedError;
}

/** What a worker says to a process of many live attempts. `forsake`: it commits nothing from now on, and is to end. */
export type ToHost =
  | {
      readonly kind: 'to';
      readonly key: number;
      readonly message: StartMessage | { readonly kind: 'stop' | 'forsake' };
    }
  | { readonly kind: 'go-on'; readonly keys: readonly number[] };

/** What such a process says: what one of its attempts says. Of one that has ended, the report or the error comes last. */
export interface FromHost {
  readonly kind: 'from';
  readonly key: number;
  readonly message: FromAttempt;
}

/** To a process that waits for an order: what it may load meanwhile. */
interface PrepareMessage {
  readonly kind: 'prepare';
  readonly foreseen: Foreseen;
}

/** The order, with its secrets as plain texts. */
export interface StartMessage {
  readonly kind: 'start';
  readonly pipelineId: string;
  readonly runId: string;
  readonly number: number;
  readonly fence: number;
  readonly isLive: boolean;
  readonly options: RunOptions;
  readonly incomplete?: IncompleteStreams | undefined;
  readonly untold?: UntoldChanges | undefined;
  readonly changedAt?: RunProgress['changedAt'];
  readonly isTraced?: boolean;
  readonly text: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** What people call the destination. */
  readonly destination?: string | undefined;
  /** See `LoadedConfig`. */
  readonly filesRoot?: string | undefined;
}

/** What the process of an attempt says. */
export type FromAttempt =
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'line'; readonly line: AttemptLine }
  | { readonly kind: 'work'; readonly work: readonly EndedWork[] }
  | { readonly kind: 'report'; readonly report?: RunReport }
  | { readonly kind: 'error'; readonly error: ReportedError }
  /** A token to call with; `rejected` is one that the platform has refused. */
  | { readonly kind: 'want-token'; readonly asked: number; readonly rejected?: string | undefined }
  /** After the report: nothing of the run is left, and another order may come. */
  | { readonly kind: 'free'; readonly memoryMb: number };

const toKinds: ReadonlySet<unknown> = new Set([
  'start',
  'prepare',
  'token',
  'go-on',
  'stop',
] satisfies ToAttempt['kind'][]);
const fromKinds: ReadonlySet<unknown> = new Set([
  'progress',
  'line',
  'work',
  'report',
  'error',
  'want-token',
  'free',
] satisfies FromAttempt['kind'][]);

/** Both ends are the same program, so that the kind says what else there is. */
export function isToAttempt(message: unknown): message is ToAttempt {
  return isObject(message) && toKinds.has(message.kind);
}

/** The same of the other direction. */
export function isFromAttempt(message: unknown): message is FromAttempt {
  return isObject(message) && fromKinds.has(message.kind);
}

/** The same for processes of many attempts. */
export function isToHost(message: unknown): message is ToHost {
  return isObject(message) && (message.kind === 'to' || message.kind === 'go-on');
}

/** The same of the other direction. */
export function isFromHost(message: unknown): message is FromHost {
  return isObject(message) && message.kind === 'from';
}
