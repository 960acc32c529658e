import type { EventStore } from '../model/event-store.ts';
import type { Secret } from '../model/secret.ts';
import { openEventStore } from './open-event-store.ts';

/** The tickets that a receiver keeps in the store of events; the store is opened when the first one is needed. */
export class StoredTickets {
  readonly #place: string | Secret;
  #store: Promise<EventStore> | undefined;

  constructor(place: string | Secret) {
    this.#place = place;
  }

  async ticket(appId: string): Promise<Secret | undefined> {
    this.#store ??= openEventStore(this.#place);
    return await (await this.#store).ticket(appId);
  }

  async close(): Promise<void> {
    await (await this.#store?.catch(() => undefined))?.close();
  }
}
