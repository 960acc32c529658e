import { existsSync } from 'node:fs';
import type { Config } from '../../config/settings.ts';
import { systemClock } from '../../model/clock.ts';
import type { EventState, InboxEvent } from '../../model/event.ts';
import type { ConnectionCommand, EventStore } from '../../model/event-store.ts';
import { openEventStore } from '../../store/open.ts';
import { type EventStatus, loadEventStatus } from './event-status.ts';

/** Whether the store is there: looking at it must not make one. */
function hasStore({ events }: Config): boolean {
  return /^postgres(ql)?:/.test(events.store) || existsSync(events.store);
}

async function withStore<T>(config: Config, work: (store: EventStore) => Promise<T>): Promise<T> {
  const store = await openEventStore(config.events.store);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** How receiving stands; undefined when nothing was ever received. @throws ConfigError `store.open.failed` */
export async function eventStatus(config: Config): Promise<EventStatus | undefined> {
  // A Postgres that nobody asked for is not looked for.
  if (!hasStore(config)) return undefined;
  const appId = config.source.credentials.app_id;
  return await withStore(config, (store) => loadEventStatus(store, appId, systemClock.now()));
}

export async function listEvents(
  config: Config,
  wish: { readonly state?: EventState | undefined; readonly limit: number },
): Promise<InboxEvent[]> {
  return hasStore(config) ? await withStore(config, (store) => store.list(wish)) : [];
}

/** Says how many are worked on again. */
export async function replayEvents(config: Config, ids: readonly string[] | 'dead'): Promise<number> {
  return hasStore(config) ? await withStore(config, (store) => store.replay(ids, systemClock.now())) : 0;
}

/** Says how many connections were asked. */
export async function commandConnections(config: Config, command: ConnectionCommand): Promise<number> {
  if (!hasStore(config)) return 0;
  return await withStore(config, (store) => store.command(config.source.credentials.app_id, command));
}
