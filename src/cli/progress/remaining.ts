/** The first seconds, and the first hundredths, say nothing about the rest. */
const earliestMs = 10_000;
/** Before a wait has shown the quota, a pace may be that of a first burst. */
const earliestWithoutWaitMs = 40_000;
const minShare = 0.05;
/** How much of the difference between what is shown and what is reckoned is made up in a second. */
const followPerSecond = 0.1;
/** What is shown grows by no more than this in ten seconds. */
const maxGrowth = 0.1;
/** Quotas are counted by the minute: for this long after a wait the pace is that of a burst and no basis for an estimate. */
const quotaMs = 60_000;
/** Less than this is not worth saying. */
const minMs = 1_000;

/** Calls wait for the platform's quota between these moments of the run. */
export interface QuotaWait {
  readonly from: number;
  readonly until: number;
}

/**
 * How long is left, for a person to read. Calls go in bursts: a quota is used up in seconds and the walk rests until it is granted
 * anew. So what is done by the beginning of a wait is reckoned as the work of the time up to its end; between waits the clock
 * counts down. What is shown follows slowly, so that it neither jumps nor rises by factors.
 */
export class Remaining {
  #shownMs: number | undefined;
  #at = 0;
  #waitedUntil: number | undefined;

  /** `share` from 0 to 1; undefined while it is not known. Moments must not go back. */
  next(share: number | undefined, elapsedMs: number, wait?: QuotaWait): number | undefined {
    const isWaiting = wait !== undefined && wait.until > elapsedMs;
    if (isWaiting) {
      // What was reckoned from a first burst alone is worth nothing.
      if (this.#waitedUntil === undefined) this.#shownMs = undefined;
      this.#waitedUntil = wait.until;
    }
    const earliest = this.#waitedUntil === undefined ? earliestWithoutWaitMs : earliestMs;
    if (share === undefined || share < minShare || elapsedMs < earliest) return undefined;
    const isBurst = !isWaiting && this.#waitedUntil !== undefined && elapsedMs - this.#waitedUntil < quotaMs;
    if (this.#shownMs === undefined) {
      if (isBurst) return undefined;
      this.#shownMs = reckon(share, elapsedMs, wait);
    } else {
      const passed = elapsedMs - this.#at;
      const expected = Math.max(0, this.#shownMs - passed);
      const reckoned = isBurst ? expected : reckon(share, elapsedMs, wait);
      const weight = 1 - (1 - followPerSecond) ** (passed / 1000);
      const most = Math.max(this.#shownMs, minMs) * (1 + maxGrowth) ** (passed / 10_000);
      this.#shownMs = Math.min(most, expected + (reckoned - expected) * weight);
    }
    this.#at = elapsedMs;
    return this.#shownMs < minMs ? undefined : this.#shownMs;
  }
}

/** Whole minutes, each a burst and a wait, and at last a burst without one. */
function reckon(share: number, elapsedMs: number, wait: QuotaWait | undefined): number {
  if (wait === undefined || wait.until <= elapsedMs) return (elapsedMs * (1 - share)) / share;
  const minutes = (wait.until * (1 - share)) / share / quotaMs;
  const whole = Math.max(0, Math.ceil(minutes - 1e-6) - 1);
  const burstMs = quotaMs - Math.min(quotaMs, wait.until - wait.from);
  return wait.until - elapsedMs + whole * quotaMs + (minutes - whole) * burstMs;
}
