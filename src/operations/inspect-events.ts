import { existsSync } from 'node:fs';
import type { Config } from '../config/settings.ts';
import { type EventStatus, loadEventStatus } from '../events/event-status.ts';
import { systemClock } from '../model/clock.ts';
import { ConfigError } from '../model/errors.ts';
import type { EventState, InboxEvent } from '../model/event.ts';
import type { ConnectionCommand, EventStore } from '../model/event-store.ts';
import { Secret } from '../model/secret.ts';
import { openEventStore } from '../store/open.ts';

export type { EventStatus } from '../events/event-status.ts';

/** Whether the store is there: looking at it must not make one. */
export function hasStore({ events }: Config): boolean {
  return events.store instanceof Secret || existsSync(events.store);
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
  filter: { readonly state?: EventState | undefined; readonly limit: number },
): Promise<InboxEvent[]> {
  return hasStore(config) ? await withStore(config, (store) => store.list(filter)) : [];
}

/**
 * Says how many are worked on again. All of them are known, or none is touched.
 * @throws ConfigError `events.event.unknown`
 */
export async function replayEvents(config: Config, ids: readonly string[] | 'dead'): Promise<number> {
  if (!hasStore(config)) return ids === 'dead' ? 0 : throwUnknown(ids, String(config.events.store));
  return await withStore(config, async (store) => {
    if (ids !== 'dead') {
      const known = new Set(await store.known(ids));
      const unknown = ids.filter((id) => !known.has(id));
      if (unknown.length > 0) throwUnknown(unknown, store.name);
    }
    return await store.replay(ids, systemClock.now());
  });
}

function throwUnknown(ids: readonly string[], store: string): never {
  const named = ids.join(', ');
  throw new ConfigError({
    code: 'events.event.unknown',
    message: {
      en: `There is no event ${named} in ${store}; nothing was changed`,
      zh: `${store} 中没有事件 ${named}；未作任何更改`,
    },
    details: { ids: [...ids] },
  });
}

/**
 * Says how many connections were asked.
 * @throws ConfigError `events.receiver.missing`
 */
export async function commandConnections(config: Config, command: ConnectionCommand): Promise<number> {
  const appId = config.source.credentials.app_id;
  const asked = hasStore(config)
    ? await withStore(config, (store) => store.command(appId, command, systemClock.now()))
    : 0;
  if (asked > 0) return asked;
  throw new ConfigError({
    code: 'events.receiver.missing',
    message: { en: `No process receives events for ${appId}`, zh: `目前没有进程在为 ${appId} 接收事件` },
  });
}
