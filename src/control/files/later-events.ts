import type { EventFilter } from '../../model/event-filter.ts';
import type { TriggerEvents } from '../resource-parts.ts';

/** Keeps in mind who is to get events: the store of events is another one, where what a transaction undoes would stay. */
export class LaterEvents implements TriggerEvents {
  readonly #followed = new Map<string, EventFilter>();
  readonly #forgotten = new Set<string>();

  follow(triggerId: string, filter: EventFilter): Promise<void> {
    this.#followed.set(triggerId, filter);
    return Promise.resolve();
  }

  forget(triggerId: string): Promise<void> {
    this.#forgotten.add(triggerId);
    return Promise.resolve();
  }

  /** Last within the transaction: what fails here undoes the rest, and a consumer without a version takes nothing. */
  async followNow(events: TriggerEvents): Promise<void> {
    for (const [id, filter] of this.#followed) await events.follow(id, filter);
  }

  /** Triggers that are gone, for after the transaction. */
  get forgotten(): Iterable<string> {
    return this.#forgotten;
  }
}
