import { type Clock, rest } from '../model/clock.ts';

/** Lets a worker wait for events: until one is stored by this process, or until it is time to look whether others did. */
export class InboxSignal {
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
    await rest(this.#clock, this.#everyMs, signal, this.#ring.signal);
    this.#ring = new AbortController();
  }
}
