import { existsSync } from 'node:fs';
import type { Config } from '../config/settings.ts';
import { type EventStatus, loadEventStatus } from '../events/event-status.ts';
import { systemClock } from '../model/clock.ts';
import { ConfigError } from '../model/errors.ts';
import type { InboxEvent } from '../model/event.ts';
import type { ConnectionCommand, EventStore } from '../model/event-store.ts';
import { type EventQuery, type Replay, replicationConsumer } from '../model/inbox.ts';
import { Secret } from '../model/secret.ts';
import { openEventStore } from '../store/open-event-store.ts';

export type { EventStatus } from '../events/event-status.ts';

/** Whether the store is there: looking at it must not make one. */
export function hasStore({ events }: Config): boolean {
  return events.store instanceof Secret || existsSync(events.store);
}

async function withStore<T>(config: Config, work: (store: EventStore) => Promise<T>): Promise<T> {
  const store = await openEventStore(config.events.store, { isTimedByStore: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** How receiving stands; undefined when nothing was ever received. @throws ConfigError `store.open.failed` */
export async function eventStatus(config: Config): Promise<EventStatus | undefined> {
  // Without a configured Postgres, none is searched for.
  if (!hasStore(config)) return undefined;
  const appId = config.source.credentials.app_id;
  return await withStore(config, (store) => loadEventStatus(store, appId));
}

/** The newest events of the app that match. */
export interface ListedEvents {
  readonly events: readonly InboxEvent[];
  /** There are more than were asked for. */
  readonly hasMore: boolean;
}

/**
 * The events of the configured app that match, the newest first; none where no store exists. Other apps may share the store.
 * @throws ConfigError `store.open.failed`, `events.consumer.unknown`
 */
export async function listEvents(config: Config, query: Omit<EventQuery, 'appId'>): Promise<ListedEvents> {
  const { consumer, limit } = query;
  const appId = config.source.credentials.app_id;
  if (!hasStore(config)) {
    assertKnown(consumer, [], appId);
    return { events: [], hasMore: false };
  }
  return await withStore(config, async (store) => {
    const found = await store.list({ ...query, appId, limit: limit + 1 });
    if (found.length === 0) await assertRegistered(store, consumer, appId);
    return { events: found.slice(0, limit), hasMore: found.length > limit };
  });
}

/** An event of the configured app, by the platform's id. @throws ConfigError `store.open.failed`, `events.event.unknown` */
export async function findStoredEvent(config: Config, id: string): Promise<InboxEvent> {
  const appId = config.source.credentials.app_id;
  if (!hasStore(config)) return throwUnknown([id], { store: String(config.events.store), appId });
  return await withStore(config, async (store) => {
    const [event] = await store.list({ appId, ids: [id], limit: 1 });
    return event ?? throwUnknown([id], { store: store.name, appId });
  });
}

/**
 * As {@link replayEvents}, but only what is dead of the events is worked on again, for the consumer or for all.
 * @throws ConfigError `events.event.unknown`, `events.consumer.unknown`
 */
export async function retryEvents(config: Config, retry: Pick<Replay, 'events' | 'consumer'>): Promise<number> {
  const { events, consumer } = retry;
  if (events === 'dead') return await replayEvents(config, retry);
  const appId = config.source.credentials.app_id;
  if (!hasStore(config)) return throwUnknown(events, { store: String(config.events.store), appId });
  return await withStore(config, async (store) => {
    const found = await store.list({ appId, ids: events, limit: Number.MAX_SAFE_INTEGER });
    assertAllThere(events, found, { store: store.name, appId });
    await assertRegistered(store, consumer, appId);
    let count = 0;
    for (const { id, deliveries } of found) {
      const dead = deliveries.filter((one) => one.state === 'dead' && (consumer ?? one.consumer) === one.consumer);
      for (const { consumer: of } of dead) {
        count += await store.replay({ appId, events: [id], consumer: of, now: systemClock.now() });
      }
    }
    return count;
  });
}

function assertAllThere(
  ids: readonly string[],
  found: readonly InboxEvent[],
  place: { readonly store: string; readonly appId: string },
): void {
  const unknown = ids.filter((id) => !found.some((event) => event.id === id));
  if (unknown.length > 0) throwUnknown(unknown, place);
}

/**
 * Says how many deliveries are worked on again, of the configured app only. Events by their ids are replayed for one consumer, replication
 * unless another is named, because another may have effects outside; no consumer has processed dead letters, so they are replayed for all.
 * If one event is unknown, nothing changes.
 * @throws ConfigError `events.event.unknown`, `events.delivery.missing`, `events.consumer.unknown`
 */
export async function replayEvents(config: Config, replay: Pick<Replay, 'events' | 'consumer'>): Promise<number> {
  const { events, consumer } = replay;
  const now = systemClock.now();
  const appId = config.source.credentials.app_id;
  if (!hasStore(config)) {
    assertKnown(consumer, [], appId);
    return events === 'dead' ? 0 : throwUnknown(events, { store: String(config.events.store), appId });
  }
  return await withStore(config, async (store) => {
    if (events === 'dead') {
      const count = await store.replay({ appId, events, consumer, now });
      if (count === 0) await assertRegistered(store, consumer, appId);
      return count;
    }
    const one = consumer ?? replicationConsumer;
    const found = await store.list({ appId, ids: events, limit: Number.MAX_SAFE_INTEGER });
    assertAllThere(events, found, { store: store.name, appId });
    const given = found.filter(({ deliveries }) => deliveries.some((delivery) => delivery.consumer === one));
    const missing = events.filter((id) => !given.some((event) => event.id === id));
    if (missing.length > 0) {
      await assertRegistered(store, consumer, appId);
      throwNotGiven(missing, one, found);
    }
    return await store.replay({ appId, events, consumer: one, now });
  });
}

/** Looked at only when nothing was found: it counts the whole inbox. */
async function assertRegistered(store: EventStore, consumer: string | undefined, appId: string): Promise<void> {
  if (consumer === undefined) return;
  const { consumers } = await store.stats(appId);
  assertKnown(
    consumer,
    consumers.map((one) => one.consumer),
    appId,
  );
}

/** Replication is always known, though `sync --live` registers it only when it first runs. */
function assertKnown(consumer: string | undefined, registered: readonly string[], appId: string): void {
  const known = [...new Set([replicationConsumer, ...registered])];
  if (consumer === undefined || known.includes(consumer)) return;
  throw new ConfigError({
    code: 'events.consumer.unknown',
    message: {
      en: `There is no consumer ${consumer} of the events of ${appId}; there is ${known.join(', ')}`,
      zh: `应用 ${appId} 的事件没有消费者 ${consumer}；现有：${known.join('、')}`,
    },
    details: { consumer, known },
  });
}

function throwNotGiven(ids: readonly string[], consumer: string, found: readonly InboxEvent[]): never {
  const named = ids.join(', ');
  const others = found.filter(({ id }) => ids.includes(id)).flatMap(({ deliveries }) => deliveries);
  const names = [...new Set(others.map((delivery) => delivery.consumer))];
  throw new ConfigError({
    code: 'events.delivery.missing',
    message: {
      en: `Event ${named} was not for the consumer ${consumer}${names.length === 0 ? '' : `, but for ${names.join(', ')}`}; nothing was changed`,
      zh: `事件 ${named} 未投递给消费者 ${consumer}${names.length === 0 ? '' : `，而是投递给 ${names.join('、')}`}；未作任何更改`,
    },
    details: { ids: [...ids], consumer },
  });
}

function throwUnknown(
  ids: readonly string[],
  { store, appId }: { readonly store: string; readonly appId: string },
): never {
  const named = ids.join(', ');
  throw new ConfigError({
    code: 'events.event.unknown',
    message: {
      en: `There is no event ${named} of ${appId} in ${store}; nothing was changed`,
      zh: `${store} 中没有应用 ${appId} 的事件 ${named}；未作任何更改`,
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
  const asked = hasStore(config) ? await withStore(config, (store) => store.command(appId, command)) : 0;
  if (asked > 0) return asked;
  throw new ConfigError({
    code: 'events.receiver.missing',
    message: { en: `No process receives events for ${appId}`, zh: `目前没有进程在为 ${appId} 接收事件` },
  });
}
