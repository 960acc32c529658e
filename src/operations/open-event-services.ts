import { createEventService, createWebhookServers, type EventServiceSettings } from '../app/create-event-service.ts';
import type { Config } from '../config/settings.ts';
import type { EventService } from '../events/event-service.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { boundHeapGrowth } from '../util/bound-heap-growth.ts';

export type EventServicesOptions = Omit<EventServiceSettings, 'config' | 'clock' | 'servers'> & {
  readonly clock?: Clock;
};

/** Receives for several apps in one process; those with the same webhook address share its server. */
export async function openEventServices(
  configs: readonly Config[],
  options: EventServicesOptions,
): Promise<EventService[]> {
  const { clock = systemClock, logger } = options;
  boundHeapGrowth();
  const servers = createWebhookServers({ clock, logger });
  const services: EventService[] = [];
  try {
    for (const config of configs) services.push(await createEventService({ ...options, clock, config, servers }));
    return services;
  } catch (thrown) {
    for (const service of services) await service.close();
    throw thrown;
  }
}
