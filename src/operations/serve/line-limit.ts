import type { Clock } from '../../model/clock.ts';

const freeOfKey = 3;
const keyIntervalMs = 5 * 60_000;
const maxKeys = 1_000;
const burst = 500;
const refillMs = 1_000;

/**
 * Keeps a log short that may be written for months: what says the same again is told three times, then every five minutes; all together are
 * five hundred lines at once, and one a second after that.
 */
export class LineLimit {
  readonly #clock: Clock;
  readonly #keys = new Map<string, { times: number; at: number }>();
  #left = burst;
  #filledAt: number;
  #leftOut = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAt = clock.elapsed();
  }

  /** Whether a line may be written; `key` says what it tells again. */
  allows(key?: string): boolean {
    const now = this.#clock.elapsed();
    if (key !== undefined && !this.#isNews(key, now)) return false;
    this.#refill(now);
    if (this.#left > 0) {
      this.#left--;
      return true;
    }
    this.#leftOut++;
    return false;
  }

  /** How many lines found no room since it was last asked; 0 until there is room again. */
  takeLeftOut(): number {
    this.#refill(this.#clock.elapsed());
    if (this.#left === 0) return 0;
    const count = this.#leftOut;
    this.#leftOut = 0;
    return count;
  }

  #refill(now: number): void {
    const refilled = Math.floor((now - this.#filledAt) / refillMs);
    this.#left = Math.min(burst, this.#left + refilled);
    this.#filledAt += refilled * refillMs;
  }

  #isNews(key: string, now: number): boolean {
    const known = this.#keys.get(key) ?? { times: 0, at: now };
    if (known.times >= freeOfKey && now - known.at < keyIntervalMs) return false;
    if (this.#keys.size >= maxKeys) this.#keys.clear();
    this.#keys.set(key, { times: known.times + 1, at: now });
    return true;
  }
}
