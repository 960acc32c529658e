import type { EventStore } from '../model/event-store.ts';
import { openEventStore } from './open.ts';

/** The tickets that a receiver keeps in the store of events; the store is opened when the first one is needed. */
export class StoredTickets {
  readonly #place: string;
  #store: Promise<EventStore> | undefined;

  constructor(place: string) {
    this.#place = place;
  }

  async ticket(appId: string): Promise<string | undefined> {
    this.#store ??= openEventStore(this.#place);
    return await (await this.#store).ticket(appId);
  }

  async close(): Promise<void> {
    await (await this.#store?.catch(() => undefined))?.close();
  }
}
