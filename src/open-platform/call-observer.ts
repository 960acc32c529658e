import type { CallPurpose } from '../model/call-purpose.ts';
import type { Message } from '../model/message.ts';
import type { Endpoint } from './endpoint.ts';

/** `lost` is an attempt without an answer: network, time-out. */
export type CallOutcome = 'ok' | 'refused' | 'throttled' | 'failed' | 'lost';
/** `quota`: the documented limit of the endpoint; `throttled`: the platform asked for a pause; `retry`: before a repetition. */
export type WaitReason = 'quota' | 'throttled' | 'retry';

/** One attempt, as it ended. */
export interface CallReport {
  readonly endpoint: Endpoint;
  readonly feed: string;
  readonly purpose: CallPurpose;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** For its turn, before that. */
  readonly waitedMs: number;
  readonly ms: number;
  readonly outcome: CallOutcome;
  /** The platform's code; undefined when there was no JSON answer. */
  readonly code: number | undefined;
  readonly httpStatus: number | undefined;
  readonly logId: string | undefined;
  /** Length of the answer's text. */
  readonly bytes: number;
}

/** A call has waited before it was sent, in milliseconds. */
export interface WaitReport {
  readonly endpoint: Endpoint;
  readonly feed: string;
  readonly ms: number;
  readonly reason: WaitReason;
}

/** A call is about to be repeated. Moments are those of `clock.elapsed()`. */
export interface RetryReport {
  readonly endpoint: Endpoint;
  readonly feed: string;
  /** 1 for the first repetition. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly cause: string;
  readonly code: number | undefined;
  /** The same for a person. */
  readonly why: Message;
  /** When the call was sent for the first time. */
  readonly since: number;
  /** Retries end after this number of tries, if it is bounded, and at `until` at the latest. */
  readonly maxTries: number | undefined;
  readonly until: number;
}

/** Reported when calls of an endpoint begin to wait for more than a second, so that progress can show it. */
interface WaitingReport {
  readonly endpoint: Endpoint;
  /** How long it will probably take. */
  readonly ms: number;
  readonly reason: WaitReason;
}

/** Called while calls are made. Must return quickly and not throw. */
export interface CallObserver {
  onCall?(report: CallReport): void;
  onWait?(report: WaitReport): void;
  onWaiting?(report: WaitingReport): void;
  onRetry?(report: RetryReport): void;
}
