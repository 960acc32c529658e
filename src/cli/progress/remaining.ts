/** The first seconds say nothing about the rest. */
const earliestMs = 5_000;
const smallestShare = 0.02;
/** How much of the difference between what is shown and what is reckoned is made up in a second. */
const followPerSecond = 0.1;

/**
 * How long is left, for a person to read: reckoned from the share that is done, and followed slowly, so that it neither jumps
 * nor runs backwards by factors when the walk changes its pace.
 */
export class Remaining {
  #shownMs: number | undefined;
  #at = 0;

  /** `share` from 0 to 1; undefined while it is not known. Moments must not go back. */
  next(share: number | undefined, elapsedMs: number): number | undefined {
    if (share === undefined || share < smallestShare || elapsedMs < earliestMs) return undefined;
    const reckoned = (elapsedMs * (1 - share)) / share;
    if (this.#shownMs === undefined) {
      this.#shownMs = reckoned;
    } else {
      const passed = elapsedMs - this.#at;
      const expected = Math.max(0, this.#shownMs - passed);
      const weight = 1 - (1 - followPerSecond) ** (passed / 1000);
      this.#shownMs = expected + (reckoned - expected) * weight;
    }
    this.#at = elapsedMs;
    return this.#shownMs;
  }
}
