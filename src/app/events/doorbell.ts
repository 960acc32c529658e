import type { Clock } from '../../model/clock.ts';

/** Lets a worker wait for events: until one is stored by this process, or until it is time to look whether others did. */
export class Doorbell {
  readonly #clock: Clock;
  readonly #everyMs: number;
  #ring = new AbortController();

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  ring(): void {
    this.#ring.abort();
  }

  async wait(signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(this.#everyMs, AbortSignal.any([signal, this.#ring.signal])).catch(() => undefined);
    this.#ring = new AbortController();
  }
}
