import type { Failure } from './error-map.ts';

export interface RetryLimits {
  /** How long one call may be repeated in all, from its first failure. */
  readonly budgetMs: number;
  readonly random: () => number;
}

export interface Retry {
  readonly delayMs: number;
  /** What is to rest meanwhile: the whole endpoint, everything of one Base, or nothing but this call. */
  readonly pause: 'endpoint' | 'key' | 'none';
}

const firstDelayMs = 500;
const throttleDelayMs = 1000;
const longestDelayMs = 30_000;
const fewTries = 3;
/** Spreads those who were told the same moment. */
const spreadMs = 250;

/** What was tried for one call. Decides whether and when to repeat it; all calls of the client are reads, so all may be. */
export class RetryHistory {
  readonly #limits: RetryLimits;
  #failures = 0;
  #firstFailureAt: number | undefined;

  constructor(limits: RetryLimits) {
    this.#limits = limits;
  }

  /** How often the call has been repeated, or is about to be. */
  get retries(): number {
    return this.#failures;
  }

  /** Undefined: give up and hand the error on. `maxTries` bounds the repetitions below what the failure itself allows. */
  next(failure: Failure, now: number, maxTries: number = Number.POSITIVE_INFINITY): Retry | undefined {
    const { reaction } = failure.rule;
    if (reaction === 'fail' || reaction === 'quota' || reaction === 'replay') return undefined;
    this.#firstFailureAt ??= now;
    const tries = reaction === 'few' ? Math.min(fewTries, maxTries) : maxTries;
    if (this.#failures >= tries) return undefined;
    const delayMs = this.#delayMs(failure);
    if (now + delayMs - this.#firstFailureAt > this.#limits.budgetMs) return undefined;
    this.#failures += 1;
    return { delayMs, pause: pauses[reaction] };
  }

  /** Exponential with full jitter; never before the moment that the platform names. */
  #delayMs({ rule, retryAfterMs }: Failure): number {
    const { random } = this.#limits;
    const isThrottle = rule.reaction === 'throttle' || rule.reaction === 'contention';
    const ceiling = Math.min(longestDelayMs, (isThrottle ? throttleDelayMs : firstDelayMs) * 2 ** this.#failures);
    if (retryAfterMs !== undefined && retryAfterMs > 0) return retryAfterMs + random() * spreadMs;
    // A throttled call that came back at once would only be throttled again.
    return isThrottle ? ceiling / 2 + (random() * ceiling) / 2 : random() * ceiling;
  }
}

const pauses = { throttle: 'endpoint', contention: 'key', transient: 'none', few: 'none' } as const;
