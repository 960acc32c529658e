import type { Clock } from '../../src/model/clock.ts';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** How long it has to be quiet to believe that everybody sleeps. */
interface Quiet {
  /** In real time: requests on their way are not seen. */
  readonly ms: number;
  /** Turns of the event loop: a process that the system lets wait sees time go by, and no turn. */
  readonly turns: number;
}

/** Time that jumps to the next one who sleeps as soon as nothing else happens, so that a minute's wait takes no time. */
export class SkippingClock implements Clock {
  readonly #isBusy: () => boolean;
  readonly #quiet: Quiet;
  #now: number;
  #sleepers: Sleeper[] = [];
  #quietSince = performance.now();
  #turns = 0;
  #isTicking = false;

  constructor(startAt: number, isBusy: () => boolean, quiet: Quiet = { ms: 5, turns: 50 }) {
    this.#now = startAt;
    this.#isBusy = isBusy;
    this.#quiet = quiet;
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
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
      this.#beginQuiet(performance.now());
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
      if (this.#isBusy()) this.#beginQuiet(turn);
      else if (++this.#turns >= this.#quiet.turns && turn - this.#quietSince >= this.#quiet.ms) this.#skip();
      this.#tick();
    });
  }

  #beginQuiet(at: number): void {
    this.#quietSince = at;
    this.#turns = 0;
  }

  #skip(): void {
    this.#beginQuiet(performance.now());
    this.#sleepers.sort((a, b) => a.wakeAt - b.wakeAt);
    const next = this.#sleepers.shift();
    if (next === undefined) return;
    this.#now = Math.max(this.#now, next.wakeAt);
    next.wake();
  }
}
