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
  /** Undefined for one who works for all tenants. */
  readonly tenantKey: string | undefined;
  readonly wake: () => void;
}

/**
 * Says that there are events in the inbox of an app: from those who receive them, and from one look at the inbox for all, to the workers of
 * this process whom it concerns.
 */
export class InboxSignal implements InboxListener {
  readonly #options: InboxSignalOptions;
  /** How often something was said to all workers, or of a tenant. */
  #count = 0;
  readonly #counts = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();

  constructor(options: InboxSignalOptions) {
    this.#options = options;
  }

  stored(events: readonly Pick<ReceivedEvent, 'tenantKey'>[]): void {
    this.#wake(new Set(events.map(({ tenantKey }) => tenantKey)));
  }

  /** Looks regularly, for what other processes have received and for what is to be tried again, until the signal is aborted. */
  async watch(dueTenants: () => Promise<readonly string[]>, until: AbortSignal): Promise<void> {
    const { clock, pollIntervalMs } = this.#options;
    while (!until.aborted) {
      await rest(clock, pollIntervalMs, until);
      if (until.aborted || this.#waiting.size === 0) continue;
      try {
        this.#wake(new Set(await dueTenants()));
      } catch {
        // They will meet the same trouble, and tell it.
        for (const { wake } of this.#waiting) wake();
      }
    }
  }

  /** For one worker: resolves when something has come that concerns it since it resolved last. */
  waiter(tenantKey?: string): (until: AbortSignal) => Promise<void> {
    let seen = this.#countOf(tenantKey);
    return async (until) => {
      if (seen === this.#countOf(tenantKey)) await this.#wait(tenantKey, until);
      seen = this.#countOf(tenantKey);
    };
  }

  #countOf(tenantKey: string | undefined): number {
    return tenantKey === undefined ? this.#count : (this.#counts.get(tenantKey) ?? 0);
  }

  #wake(tenantKeys: ReadonlySet<string>): void {
    if (tenantKeys.size === 0) return;
    this.#count++;
    for (const tenantKey of tenantKeys) this.#counts.set(tenantKey, (this.#counts.get(tenantKey) ?? 0) + 1);
    for (const { tenantKey, wake } of this.#waiting) if (tenantKey === undefined || tenantKeys.has(tenantKey)) wake();
  }

  async #wait(tenantKey: string | undefined, until: AbortSignal): Promise<void> {
    if (until.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting: Waiting = { tenantKey, wake: resolve };
    this.#waiting.add(waiting);
    until.addEventListener('abort', waiting.wake, { once: true });
    await promise;
    until.removeEventListener('abort', waiting.wake);
    this.#waiting.delete(waiting);
  }
}
