import type { RunningLive } from './live.ts';

/** The live replications of a process, one for each tenant. */
export class RunningLives {
  readonly #lives = new Set<RunningLive>();

  add(live: RunningLive): void {
    this.#lives.add(live);
  }

  delete(live: RunningLive): void {
    this.#lives.delete(live);
  }

  /** Of all of them. */
  requestSnapshot(): void {
    for (const live of this.#lives) live.requestSnapshot();
  }
}
