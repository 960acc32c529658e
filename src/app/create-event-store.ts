import type { EventSettings } from '../config/settings.ts';
import type { EventStore } from '../model/event-store.ts';
import { openEventStore } from '../store/open-event-store.ts';

/** Opens the store of events, and makes it where there is none. @throws ConfigError `store.open.failed` */
export async function createEventStore({ store }: Pick<EventSettings, 'store'>): Promise<EventStore> {
  return await openEventStore(store);
}
