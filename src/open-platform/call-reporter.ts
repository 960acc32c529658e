import type { CallPurpose } from '../model/call-purpose.ts';
import type { Clock, Moment } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { HttpAnswer } from '../outbound/transport.ts';
import type { Accepted } from './answer.ts';
import type { CallObserver, CallOutcome } from './call-observer.ts';
import { type Endpoint, endpointLabel } from './endpoint.ts';
import type { Failure } from './error-map.ts';
import type { Reaction } from './error-rules.ts';
import type { Permit } from './limits/governor.ts';
import type { Retry } from './retry.ts';

/** A user of a client, with the observers and the log of its calls. */
export interface CallListener {
  readonly observers: readonly CallObserver[];
  readonly logger: Logger;
}

/** Whose call it is. */
interface ReportedCall {
  readonly endpoint: Endpoint;
  readonly feed: string;
  readonly purpose: CallPurpose;
  /** Undefined for what is done for all: fetching the token. */
  readonly listener: CallListener | undefined;
}

interface ReportedAttempt {
  readonly waitedMs: number;
  readonly sentAt: Moment;
  readonly received: HttpAnswer | undefined;
  readonly result: Accepted | Failure;
}

/** Reports each call to the observers and the log of the listener that makes it, and what is done for all to every listener. */
export class CallReporter {
  readonly #clock: Clock;
  readonly #listeners = new Set<CallListener>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Reports to it until the returned function is called. */
  attach(listener: CallListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  notify(listener: CallListener | undefined, report: (observer: CallObserver) => void): void {
    for (const { observers } of this.#listenersOf(listener)) for (const observer of observers) report(observer);
  }

  #log(listener: CallListener | undefined, write: (logger: Logger) => void): void {
    for (const { logger } of this.#listenersOf(listener)) write(logger);
  }

  reportWait({ endpoint, feed, listener }: ReportedCall, { waitedMs, waitReason }: Permit): void {
    if (waitReason === undefined || waitedMs <= 0) return;
    this.notify(listener, (observer) => observer.onWait?.({ endpoint, feed, ms: waitedMs, reason: waitReason }));
  }

  reportRetry(
    { endpoint, feed, since, listener }: ReportedCall & { readonly since: number },
    failure: Failure,
    { delayMs, maxTries, until, attempt }: Retry & { readonly attempt: number },
  ): void {
    const cause = failure.rule.reaction === 'replay' ? 'token' : failure.cause;
    const { code, why } = failure;
    this.notify(listener, (observer) =>
      observer.onRetry?.({ endpoint, feed, attempt, delayMs, cause, code, why, since, maxTries, until }),
    );
    const fields = { endpoint: endpointLabel(endpoint), cause, delayMs, attempt };
    this.#log(listener, (logger) => logger.debug('Repeating a call', fields));
  }

  reportCall(
    { endpoint, feed, purpose, listener }: ReportedCall,
    { waitedMs, sentAt, received, result }: ReportedAttempt,
  ): void {
    const isAccepted = 'kind' in result;
    const logId = isAccepted ? result.logId : result.error.details.logId;
    const report = {
      endpoint,
      feed,
      purpose,
      sentAt: sentAt.now,
      waitedMs,
      ms: this.#clock.elapsed() - sentAt.elapsed,
      outcome: isAccepted ? 'ok' : outcomeOf(result, received),
      code: isAccepted ? 0 : result.code,
      httpStatus: received?.status,
      logId: typeof logId === 'string' ? logId : undefined,
      bytes: received?.body.length ?? 0,
    } as const;
    this.notify(listener, (observer) => observer.onCall?.(report));
    const { ms, outcome, code = null, httpStatus = null } = report;
    // The platform's support asks for the log id.
    const fields = { endpoint: endpointLabel(endpoint), ms, outcome, code, httpStatus, logId: report.logId ?? null };
    this.#log(listener, (logger) => logger.debug('Called', fields));
  }

  /** Calls go on with the token that is still good. */
  reportRenewalFailure(error: unknown): void {
    const { code: reason } = toLarkstreamError(error);
    const message = 'Renewing the access token failed; the present one is still good';
    this.#log(undefined, (logger) => logger.warn(message, { reason }));
  }

  #listenersOf(listener: CallListener | undefined): Iterable<CallListener> {
    return listener === undefined ? this.#listeners : [listener];
  }
}

const failing: ReadonlySet<Reaction> = new Set<Reaction>(['transient', 'few', 'several']);

function outcomeOf({ rule }: Failure, received: HttpAnswer | undefined): CallOutcome {
  if (received === undefined) return 'lost';
  if (rule.reaction === 'throttle' || rule.reaction === 'contention') return 'throttled';
  return failing.has(rule.reaction) ? 'failed' : 'refused';
}
