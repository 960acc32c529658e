import { type Clock, rest } from '../model/clock.ts';

const lookMs = 1_000;

/** How many may have a destination open at once, and for how long one that works counts among them. */
export interface PlacesOptions {
  readonly clock: Clock;
  readonly most: number;
  /** Who works for longer, as a first read of a large tenant does, takes no place from others any more. */
  readonly longestMs: number;
}

/** Where live replication may have its destination open. `leave` is due. */
export interface Place {
  /** Nothing is to be done now: resolves when somebody else waits for the place, or the signal is aborted. */
  wanted(signal: AbortSignal): Promise<void>;
  leave(): void;
}

interface Holder {
  /** Since when it works, or rests. */
  since: number;
  /** Undefined while it works. */
  ask: (() => void) | undefined;
  /** It was asked for the place, and has not left yet. */
  isAsked: boolean;
}

/**
 * Places for the live replications of a process, of which each holds sessions at a server: a thousand of them are more than it takes. Whoever has
 * nothing to do gives the place to whoever has, the one first that has rested longest.
 */
export class Places {
  readonly #options: PlacesOptions;
  readonly #holders = new Set<Holder>();
  #waiting: readonly (() => void)[] = [];
  #looks = false;

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /** Waits for one. Given also when the signal is aborted: whoever stops finds it out by himself. */
  async take(signal: AbortSignal): Promise<Place> {
    if (this.#counted() >= this.#options.most || this.#waiting.length > 0) await this.#wait(signal);
    const holder: Holder = { since: this.#options.clock.elapsed(), ask: undefined, isAsked: false };
    this.#holders.add(holder);
    return {
      wanted: (until) => this.#rest(holder, until),
      leave: () => {
        if (this.#holders.delete(holder)) this.#serve();
      },
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const serve = (): void => resolve();
    this.#waiting = [...this.#waiting, serve];
    signal.addEventListener('abort', serve, { once: true });
    this.#serve();
    void this.#lookAfter();
    await promise;
    signal.removeEventListener('abort', serve);
    this.#waiting = this.#waiting.filter((one) => one !== serve);
  }

  async #rest(holder: Holder, until: AbortSignal): Promise<void> {
    if (until.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const over = (): void => resolve();
    holder.since = this.#options.clock.elapsed();
    holder.ask = resolve;
    holder.isAsked = false;
    until.addEventListener('abort', over, { once: true });
    this.#serve();
    await promise;
    until.removeEventListener('abort', over);
    holder.ask = undefined;
    // There is something to do again: it has not heard that it was asked.
    if (until.aborted) holder.isAsked = false;
    holder.since = this.#options.clock.elapsed();
  }

  /** Who waits gets what is free; for the others, those are asked who rest. */
  #serve(): void {
    const free = Math.max(0, this.#options.most - this.#counted());
    const [served, left] = [this.#waiting.slice(0, free), this.#waiting.slice(free)];
    this.#waiting = left;
    for (const serve of served) serve();
    const asked = [...this.#holders].filter(({ isAsked }) => isAsked).length;
    const resting = [...this.#holders].filter(({ ask, isAsked }) => ask !== undefined && !isAsked);
    const longest = resting.toSorted((one, other) => one.since - other.since);
    for (const holder of longest.slice(0, Math.max(0, left.length - asked))) {
      holder.isAsked = true;
      holder.ask?.();
    }
  }

  #counted(): number {
    const before = this.#options.clock.elapsed() - this.#options.longestMs;
    return [...this.#holders].filter(({ since, ask }) => ask !== undefined || since > before).length;
  }

  /** While somebody waits: one that has worked for long makes room without a word. */
  async #lookAfter(): Promise<void> {
    if (this.#looks) return;
    this.#looks = true;
    while (this.#waiting.length > 0) {
      await rest(this.#options.clock, lookMs);
      this.#serve();
    }
    this.#looks = false;
  }
}
