import { type Clock, rest } from '../model/clock.ts';
import type { ReceivedEvent } from '../model/event.ts';
import type { InboxListener } from '../model/inbox-listener.ts';

/** How soon events are noticed: at once where this process receives them, else at the next poll. */
export interface InboxSignalOptions {
  readonly clock: Clock;
  /** How long an event that another process has received may wait to be noticed. */
  readonly pollIntervalMs: number;
  /** Told of what this process has received; must return quickly and never throw. */
  readonly onStored?: InboxListener['stored'];
}

/** Says that there are events in the inbox: from those who receive them to any number of workers of this process. */
export class InboxSignal implements InboxListener {
  readonly #options: InboxSignalOptions;
  #count = 0;
  #next = new AbortController();

  constructor(options: InboxSignalOptions) {
    this.#options = options;
  }

  stored(events: readonly ReceivedEvent[]): void {
    this.#count++;
    const waiting = this.#next;
    this.#next = new AbortController();
    waiting.abort();
    this.#options.onStored?.(events);
  }

  /** For one worker: resolves when something has come since it resolved last, or when it is time to look whether others received. */
  waiter(): (until: AbortSignal) => Promise<void> {
    let seen = this.#count;
    return async (until) => {
      const { clock, pollIntervalMs } = this.#options;
      if (seen === this.#count) await rest(clock, pollIntervalMs, until, this.#next.signal);
      seen = this.#count;
    };
  }
}
