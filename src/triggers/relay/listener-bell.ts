import { type Clock, rest } from '../../model/clock.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';

/** Where the bell hears of news. */
export type ListenerNews = Pick<ServiceStore, 'followListeners'>;

/** Wakes whoever waits for a listener, or for what one answers. It hears of other processes from the first wait on until it is closed. */
export class ListenerBell {
  readonly #clock: Clock;
  readonly #ears = new Map<string, Set<Ear>>();
  readonly #stop = new AbortController();
  #following: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is rung between two waits is heard at once. Call `close` when nobody waits any more. */
  at(id: string, news: ListenerNews): Ear {
    this.#following ??= news.followListeners((rung) => this.#ring(rung), this.#stop.signal);
    const ears = this.#ears.get(id) ?? new Set();
    const ear: Ear = new Ear(this.#clock, () => {
      ears.delete(ear);
      if (ears.size === 0) this.#ears.delete(id);
    });
    ears.add(ear);
    this.#ears.set(id, ears);
    return ear;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  /** Undefined: something may have been missed. */
  #ring(id: string | undefined): void {
    const all = id === undefined ? this.#ears.values() : [this.#ears.get(id) ?? []];
    for (const ears of all) for (const ear of ears) ear.ring();
  }
}

/** One who waits. */
class Ear {
  readonly #clock: Clock;
  readonly close: () => void;
  #rung = new AbortController();

  constructor(clock: Clock, close: () => void) {
    this.#clock = clock;
    this.close = close;
  }

  ring(): void {
    this.#rung.abort();
  }

  /** Until it is rung, the time is over or the signal is aborted. */
  async rest(ms: number, signal: AbortSignal): Promise<void> {
    await rest(this.#clock, ms, signal, this.#rung.signal);
    this.#rung = new AbortController();
  }
}
