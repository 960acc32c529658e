import type { Hint } from '../model/hint.ts';
import { retryDelayMs } from './retry-delay.ts';

/** Hints of which no event waits: they are acted on until that has worked, ever more rarely while it fails. */
export class OwedHints {
  readonly hints: readonly Hint[];
  readonly #random: () => number;
  #failures = 0;
  #nextAt = 0;
  #isDone: boolean;

  constructor(hints: readonly Hint[], random: () => number) {
    this.hints = hints;
    this.#random = random;
    this.#isDone = hints.length === 0;
  }

  /** Whether all of them have been acted on. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** Milliseconds until they are to be acted on; undefined when that is done. */
  pauseFrom(now: number): number | undefined {
    return this.#isDone ? undefined : Math.max(0, this.#nextAt - now);
  }

  done(): void {
    this.#isDone = true;
  }

  failed(now: number): void {
    this.#nextAt = now + retryDelayMs(++this.#failures, this.#random);
  }
}
