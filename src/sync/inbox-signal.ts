import { type Clock, rest } from '../model/clock.ts';
import type { ReceivedEvent } from '../model/event.ts';
import type { InboxListener } from '../model/inbox-listener.ts';

/** How soon events are noticed: at once where this process receives them, else at the next poll. */
export interface InboxSignalOptions {
  readonly clock: Clock;
  /** How long an event that another process has received may wait to be noticed. */
  readonly pollIntervalMs: number;
}

interface Waiting {
  /** Undefined for one who works for all. */
  readonly key: string | undefined;
  readonly wake: () => void;
}

/** Of what comes in quick succession, several are looked for together. */
const gatherMs = 50;

/**
 * Says that there are events in the inbox: from those who receive them, and from one look at the inbox for all, to the workers of this process
 * whom it concerns. Their keys are tenants of an app, or consumers.
 */
export class InboxSignal implements InboxListener {
  readonly #options: InboxSignalOptions;
  /** How often something was said to all workers, or of a tenant. */
  #count = 0;
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();
  #hurried = new AbortController();

  constructor(options: InboxSignalOptions) {
    this.#options = options;
  }

  stored(events: readonly Pick<ReceivedEvent, 'tenantKey'>[]): void {
    this.#wake(new Set(events.map(({ tenantKey }) => tenantKey)));
  }

  /** Something may have come, it is not known for whom: the next look is soon. */
  hurry(): void {
    // With a reason, none is made with a trace.
    this.#hurried.abort('hurried');
  }

  /** Looks regularly, for what other processes have received and for what is to be tried again, until the signal is aborted. */
  async watch(dueKeys: () => Promise<readonly string[]>, until: AbortSignal): Promise<void> {
    const { clock, pollIntervalMs } = this.#options;
    while (!until.aborted) {
      await rest(clock, pollIntervalMs, until, this.#hurried.signal);
      if (this.#hurried.signal.aborted) await rest(clock, gatherMs, until);
      this.#hurried = new AbortController();
      if (until.aborted || this.#waiting.size === 0) continue;
      try {
        this.#wake(new Set(await dueKeys()));
      } catch {
        // They will meet the same trouble, and tell it.
        for (const { wake } of this.#waiting) wake();
      }
    }
  }

  /** For one worker: resolves when something has come that concerns it since it resolved last. */
  waiter(key?: string): (until: AbortSignal) => Promise<void> {
    let seen = this.#countOf(key);
    return async (until) => {
      if (seen === this.#countOf(key)) await this.#wait(key, until);
      seen = this.#countOf(key);
    };
  }

  #countOf(key: string | undefined): number {
    return key === undefined ? this.#count : (this.#counts.get(key) ?? 0);
  }

  #wake(keys: ReadonlySet<string>): void {
    if (keys.size === 0) return;
    this.#count++;
    for (const key of keys) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    for (const { key, wake } of this.#waiting) if (key === undefined || keys.has(key)) wake();
  }

  async #wait(key: string | undefined, until: AbortSignal): Promise<void> {
    if (until.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting: Waiting = { key, wake: resolve };
    this.#waiting.add(waiting);
    until.addEventListener('abort', waiting.wake, { once: true });
    await promise;
    until.removeEventListener('abort', waiting.wake);
    this.#waiting.delete(waiting);
  }
}
