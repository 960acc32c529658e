import type { CallPurpose } from '../model/call-purpose.ts';
import type { Clock } from '../model/clock.ts';
import type { ModuleName } from '../model/stream.ts';
import type { CallObserver } from '../open-platform/call-observer.ts';
import { callsAMinute } from '../open-platform/limits/calls-a-minute.ts';
import { type RetryNotice, RetryNotices } from '../open-platform/retry-notices.ts';
import { moduleOfPath } from './module-of-path.ts';
import { modules } from './registry.ts';

/** A call to the platform, as it ended. */
export interface ObservedCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Of the endpoint, such as `/open-apis/contact/v3/users/:user_id`: without what was asked for. */
  readonly path: string;
  readonly purpose: CallPurpose;
  /** When it was sent, in milliseconds since the epoch. */
  readonly sentAt: number;
  /** Milliseconds that it waited for its turn before that. */
  readonly waitedMs: number;
  /** Milliseconds until its answer. */
  readonly ms: number;
  /** `lost` is a call without an answer: network, time-out. */
  readonly outcome: 'ok' | 'refused' | 'throttled' | 'failed' | 'lost';
  /** The platform's code; undefined when there was no JSON answer. */
  readonly code: number | undefined;
  readonly httpStatus: number | undefined;
  /** Calls of this endpoint that the platform allows in a minute. */
  readonly limit: number;
}

/** Called with the calls and waits of a source, by module. The functions must return quickly and not throw. */
export interface SourceObserver {
  onCall?(module: ModuleName, call: ObservedCall): void;
  /** Calls of the module begin to wait for about `ms` milliseconds, for their turn or to try again. */
  onWaiting?(module: ModuleName, wait: { readonly kind: 'quota' | 'retry'; readonly ms: number }): void;
  /** A call is being tried again, long enough to be worth a message: see `RetryNotices`. */
  onRetry?(notice: RetryNotice): void;
}

/** A shorter pause would only flicker. */
const worthShowingMs = 1_000;

/** Turns the client's reports on endpoints into reports on modules. */
export function toCallObserver(observer: SourceObserver, clock: Clock): CallObserver {
  const notices = new RetryNotices({ clock, onNotice: (notice) => observer.onRetry?.(notice) });
  return {
    onRetry: (report) => {
      notices.add(report);
      const module = moduleOfPath(report.endpoint.path);
      const isLong = report.delayMs >= worthShowingMs;
      if (module !== undefined && isLong) observer.onWaiting?.(module, { kind: 'retry', ms: report.delayMs });
    },
    onCall: (call) => {
      const { feed, endpoint } = call;
      const module = modules.find(({ name }) => name === feed)?.name ?? moduleOfPath(endpoint.path);
      if (module === undefined) return;
      const { purpose, sentAt, waitedMs, ms, outcome, code, httpStatus } = call;
      const { method, path } = endpoint;
      observer.onCall?.(module, {
        method,
        path,
        purpose,
        sentAt,
        waitedMs,
        ms,
        outcome,
        code,
        httpStatus,
        limit: callsAMinute(endpoint.limit),
      });
    },
    onWaiting: ({ endpoint, ms, reason }) => {
      const module = moduleOfPath(endpoint.path);
      if (module !== undefined) observer.onWaiting?.(module, { kind: reason === 'retry' ? 'retry' : 'quota', ms });
    },
  };
}
