import type { Clock } from '../../src/model/clock.ts';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** How long it has to be quiet, in real time, to believe that everybody sleeps: requests on their way are not seen. */
const quietMs = 5;

/** Time that jumps to the next one who sleeps as soon as nothing else happens, so that a minute's wait takes no time. */
export class SkippingClock implements Clock {
  readonly #isBusy: () => boolean;
  #now: number;
  #sleepers: Sleeper[] = [];
  #quietSince = performance.now();
  #isTicking = false;

  constructor(startAt: number, isBusy: () => boolean) {
    this.#now = startAt;
    this.#isBusy = isBusy;
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { wakeAt: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      this.#quietSince = performance.now();
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      });
      this.#tick();
    });
  }

  #tick(): void {
    if (this.#isTicking) return;
    this.#isTicking = true;
    setImmediate(() => {
      this.#isTicking = false;
      if (this.#sleepers.length === 0) return;
      const turn = performance.now();
      if (this.#isBusy()) this.#quietSince = turn;
      else if (turn - this.#quietSince >= quietMs) this.#skip();
      this.#tick();
    });
  }

  #skip(): void {
    this.#quietSince = performance.now();
    this.#sleepers.sort((a, b) => a.wakeAt - b.wakeAt);
    const next = this.#sleepers.shift();
    if (next === undefined) return;
    this.#now = Math.max(this.#now, next.wakeAt);
    next.wake();
  }
}
