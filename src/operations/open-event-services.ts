import {
  type CreateEventServiceOptions,
  createEventService,
  createSharedListeners,
} from '../app/create-event-service.ts';
import type { Config } from '../config/settings.ts';
import type { EventService } from '../events/event-service.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import type { InboxListener } from '../model/inbox-listener.ts';
import { boundHeapGrowth } from '../util/bound-heap-growth.ts';
import { closeAfter } from '../util/close-all.ts';

type EventServicesOptions = Omit<CreateEventServiceOptions, 'config' | 'clock' | 'listeners' | 'inboxListeners'> & {
  readonly clock?: Clock;
  /** Called with new events after they are on the disk. Must return quickly and not throw. */
  readonly onStored?: InboxListener['stored'];
};

/** Receives for several apps in one process; those with the same webhook address share its server. */
export async function openEventServices(
  configs: readonly Config[],
  options: EventServicesOptions,
): Promise<EventService[]> {
  const { clock = systemClock, onStored, ...others } = options;
  const { logger } = others;
  const inboxListeners = onStored === undefined ? [] : [{ stored: onStored }];
  boundHeapGrowth('staying');
  const listeners = createSharedListeners({ clock, logger });
  const services: EventService[] = [];
  try {
    for (const config of configs)
      services.push(await createEventService({ ...others, clock, config, listeners, inboxListeners }));
    return services;
  } catch (thrown) {
    return await closeAfter(thrown, ...services.map((service) => () => service.close()));
  }
}
