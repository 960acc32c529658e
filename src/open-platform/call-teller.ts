import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';
import type { HttpAnswer } from '../outbound/transport.ts';
import type { Accepted } from './answer.ts';
import { type Endpoint, endpointLabel } from './endpoint.ts';
import type { Failure } from './error-map.ts';
import type { Reaction } from './error-rules.ts';
import type { Permit } from './limits/governor.ts';
import type { CallObserver, CallOutcome } from './observer.ts';
import type { Retry } from './retry.ts';

export interface CallTellerOptions {
  readonly observers: readonly CallObserver[];
  readonly logger: Logger;
  readonly clock: Clock;
}

/** Whose call it is. */
interface ToldCall {
  readonly endpoint: Endpoint;
  readonly account: string;
}

interface ToldAttempt {
  readonly sentAt: number;
  readonly received: HttpAnswer | undefined;
  readonly result: Accepted | Failure;
}

/** Tells observers and log how calls go. */
export class CallTeller {
  readonly #options: CallTellerOptions;

  constructor(options: CallTellerOptions) {
    this.#options = options;
  }

  tell(report: (observer: CallObserver) => void): void {
    for (const observer of this.#options.observers) report(observer);
  }

  tellWait({ endpoint, account }: ToldCall, { waitedMs, waitReason }: Permit): void {
    if (waitReason === undefined || waitedMs <= 0) return;
    this.tell((observer) => observer.onWait?.({ endpoint, account, ms: waitedMs, reason: waitReason }));
  }

  tellRetry(
    { endpoint, account, since }: ToldCall & { readonly since: number },
    failure: Failure,
    { delayMs, mostTries, until, attempt }: Retry & { readonly attempt: number },
  ): void {
    const cause = failure.rule.reaction === 'replay' ? 'token' : failure.cause;
    const { code, why } = failure;
    this.tell((observer) =>
      observer.onRetry?.({ endpoint, account, attempt, delayMs, cause, code, why, since, mostTries, until }),
    );
    const told = { endpoint: endpointLabel(endpoint), cause, delayMs, attempt };
    this.#options.logger.debug('Repeating a call', told);
  }

  tellCall({ endpoint, account }: ToldCall, { sentAt, received, result }: ToldAttempt): void {
    const isAccepted = 'kind' in result;
    const logId = isAccepted ? result.logId : result.error.details.logId;
    const report = {
      endpoint,
      account,
      sentAt,
      ms: this.#options.clock.now() - sentAt,
      outcome: isAccepted ? 'ok' : outcomeOf(result, received),
      code: isAccepted ? 0 : result.code,
      httpStatus: received?.status,
      logId: typeof logId === 'string' ? logId : undefined,
      bytes: received?.body.length ?? 0,
    } as const;
    this.tell((observer) => observer.onCall?.(report));
    const { ms, outcome, code = null, httpStatus = null } = report;
    // The platform's support asks for the log id.
    const told = { endpoint: endpointLabel(endpoint), ms, outcome, code, httpStatus, logId: report.logId ?? null };
    this.#options.logger.debug('Called', told);
  }
}

const failing: ReadonlySet<Reaction> = new Set<Reaction>(['transient', 'few', 'several']);

function outcomeOf({ rule }: Failure, received: HttpAnswer | undefined): CallOutcome {
  if (received === undefined) return 'lost';
  if (rule.reaction === 'throttle' || rule.reaction === 'contention') return 'throttled';
  return failing.has(rule.reaction) ? 'failed' : 'refused';
}
