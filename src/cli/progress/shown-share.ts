import type { QuotaWait } from './remaining.ts';

/** How much of the difference to the share is made up in a second. */
const followPerSecond = 0.3;

/** The share as it is drawn: what a burst of calls has done is spread over the wait that the burst costs. It never falls. */
export class ShownShare {
  #shown: number | undefined;
  #at = 0;

  /** Moments must not go back. */
  next(share: number | undefined, elapsedMs: number, wait?: QuotaWait): number | undefined {
    if (share === undefined) return undefined;
    const passed = elapsedMs - this.#at;
    const shown = this.#shown ?? 0;
    const isWaiting = wait !== undefined && wait.until > elapsedMs;
    const weight = isWaiting ? passed / (wait.until - this.#at) : 1 - (1 - followPerSecond) ** (passed / 1000);
    this.#shown = Math.max(shown, shown + (share - shown) * Math.min(1, weight));
    this.#at = elapsedMs;
    return this.#shown;
  }
}
