import type { Clock } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { HttpAnswer } from '../outbound/transport.ts';
import type { Accepted } from './answer.ts';
import { type Endpoint, endpointLabel } from './endpoint.ts';
import type { Failure } from './error-map.ts';
import type { Reaction } from './error-rules.ts';
import type { Permit } from './limits/governor.ts';
import type { CallObserver, CallOutcome } from './observer.ts';
import type { Retry } from './retry.ts';

/** Someone who makes calls through a client, and is told of them. */
export interface CallListener {
  readonly observers: readonly CallObserver[];
  readonly logger: Logger;
}

/** Whose call it is. */
interface ToldCall {
  readonly endpoint: Endpoint;
  readonly account: string;
  /** Undefined for what is done for all: fetching the token. */
  readonly listener: CallListener | undefined;
}

interface ToldAttempt {
  readonly sentAt: number;
  readonly received: HttpAnswer | undefined;
  readonly result: Accepted | Failure;
}

/** Tells whoever makes calls, and their logs, how these go; all of them of what is done for all. */
export class CallTeller {
  readonly #clock: Clock;
  readonly #listeners = new Set<CallListener>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on it is told; until the function is called that this gives. */
  attach(listener: CallListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(listener: CallListener | undefined, report: (observer: CallObserver) => void): void {
    for (const { observers } of this.#whom(listener)) for (const observer of observers) report(observer);
  }

  #log(listener: CallListener | undefined, write: (logger: Logger) => void): void {
    for (const { logger } of this.#whom(listener)) write(logger);
  }

  tellWait({ endpoint, account, listener }: ToldCall, { waitedMs, waitReason }: Permit): void {
    if (waitReason === undefined || waitedMs <= 0) return;
    this.tell(listener, (observer) => observer.onWait?.({ endpoint, account, ms: waitedMs, reason: waitReason }));
  }

  tellRetry(
    { endpoint, account, since, listener }: ToldCall & { readonly since: number },
    failure: Failure,
    { delayMs, mostTries, until, attempt }: Retry & { readonly attempt: number },
  ): void {
    const cause = failure.rule.reaction === 'replay' ? 'token' : failure.cause;
    const { code, why } = failure;
    this.tell(listener, (observer) =>
      observer.onRetry?.({ endpoint, account, attempt, delayMs, cause, code, why, since, mostTries, until }),
    );
    const told = { endpoint: endpointLabel(endpoint), cause, delayMs, attempt };
    this.#log(listener, (logger) => logger.debug('Repeating a call', told));
  }

  tellCall({ endpoint, account, listener }: ToldCall, { sentAt, received, result }: ToldAttempt): void {
    const isAccepted = 'kind' in result;
    const logId = isAccepted ? result.logId : result.error.details.logId;
    const report = {
      endpoint,
      account,
      sentAt,
      ms: this.#clock.now() - sentAt,
      outcome: isAccepted ? 'ok' : outcomeOf(result, received),
      code: isAccepted ? 0 : result.code,
      httpStatus: received?.status,
      logId: typeof logId === 'string' ? logId : undefined,
      bytes: received?.body.length ?? 0,
    } as const;
    this.tell(listener, (observer) => observer.onCall?.(report));
    const { ms, outcome, code = null, httpStatus = null } = report;
    // The platform's support asks for the log id.
    const told = { endpoint: endpointLabel(endpoint), ms, outcome, code, httpStatus, logId: report.logId ?? null };
    this.#log(listener, (logger) => logger.debug('Called', told));
  }

  /** Calls go on with the token that is still good. */
  tellRenewalFailed(error: unknown): void {
    const { code: reason } = toLarkstreamError(error);
    const message = 'Renewing the access token failed; the present one is still good';
    this.#log(undefined, (logger) => logger.warn(message, { reason }));
  }

  #whom(listener: CallListener | undefined): Iterable<CallListener> {
    return listener === undefined ? this.#listeners : [listener];
  }
}

const failing: ReadonlySet<Reaction> = new Set<Reaction>(['transient', 'few', 'several']);

function outcomeOf({ rule }: Failure, received: HttpAnswer | undefined): CallOutcome {
  if (received === undefined) return 'lost';
  if (rule.reaction === 'throttle' || rule.reaction === 'contention') return 'throttled';
  return failing.has(rule.reaction) ? 'failed' : 'refused';
}
