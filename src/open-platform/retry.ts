import type { Failure } from './error-map.ts';

interface RetryLimits {
  /** How long one call may be repeated in all, from its first failure. */
  readonly budgetMs: number;
  readonly random: () => number;
}

/** The next repetition of a call. `delayMs` counts from now, `until` is a moment of the time that `next` is given. */
export interface Retry {
  readonly delayMs: number;
  /** What is to rest meanwhile: the whole endpoint, everything of one Base, or nothing but this call. */
  readonly pause: 'endpoint' | 'key' | 'none';
  /** Retries end after this number of tries, if it is bounded, and at `until` at the latest. */
  readonly maxTries: number | undefined;
  readonly until: number;
}

const firstDelayMs = 500;
const throttleDelayMs = 1000;
const maxDelayMs = 30_000;
const fewTries = 3;
/** A quarter of a minute to half of one, in which a gateway catches up. */
const severalTries = 6;
/** Spreads callers that got the same moment. */
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
    if (reaction === 'fail' || reaction === 'quota') return undefined;
    this.#firstFailureAt ??= now;
    const tries = Math.min(maxTriesOf[reaction], maxTries);
    if (this.#failures >= tries) return undefined;
    const delayMs = this.#delayMs(failure);
    const until = this.#firstFailureAt + this.#limits.budgetMs;
    if (now + delayMs > until) return undefined;
    this.#failures += 1;
    return { delayMs, pause: pauses[reaction], until, maxTries: Number.isFinite(tries) ? tries : undefined };
  }

  /** Exponential with full jitter; never before the moment that the platform names. */
  #delayMs({ rule, retryAfterMs }: Failure): number {
    const { random } = this.#limits;
    const isThrottle = rule.reaction === 'throttle' || rule.reaction === 'contention';
    const ceiling = Math.min(maxDelayMs, (isThrottle ? throttleDelayMs : firstDelayMs) * 2 ** this.#failures);
    if (retryAfterMs !== undefined && retryAfterMs > 0) return retryAfterMs + random() * spreadMs;
    // A call that came back at once would only meet the same.
    return isThrottle || rule.reaction === 'replay' || rule.reaction === 'several'
      ? ceiling / 2 + (random() * ceiling) / 2
      : random() * ceiling;
  }
}

const pauses = {
  throttle: 'endpoint',
  contention: 'key',
  transient: 'none',
  few: 'none',
  several: 'none',
  replay: 'none',
} as const;
const maxTriesOf = {
  throttle: Number.POSITIVE_INFINITY,
  contention: Number.POSITIVE_INFINITY,
  transient: Number.POSITIVE_INFINITY,
  few: fewTries,
  several: severalTries,
  /** After a first one at once, with a fresh token. */
  replay: severalTries,
} as const;
