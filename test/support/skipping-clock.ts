import type { Clock } from '../../src/model/clock.ts';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** How long it has to be quiet, in real time, to believe that everybody sleeps: requests on their way are not seen. */
const quietMs = 5;
/** So many turns of the event loop as well: a process that the system lets wait sees time go by, and no turn. */
const quietTurns = 50;

/** Time that jumps to the next one who sleeps as soon as nothing else happens, so that a minute's wait takes no time. */
export class SkippingClock implements Clock {
  readonly #isBusy: () => boolean;
  #now: number;
  #sleepers: Sleeper[] = [];
  #quietSince = performance.now();
  #turns = 0;
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
      else if (++this.#turns >= quietTurns && turn - this.#quietSince >= quietMs) this.#skip();
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
