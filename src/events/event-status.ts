import type { InboxEvent } from '../model/event.ts';
import type { EventStore, Installation, RegisteredReceiver } from '../model/event-store.ts';
import type { ConsumerStats, InboxStats } from '../model/inbox.ts';
import { goneAfterMs } from '../model/service/hearing.ts';

/** How receiving and following events stands. Times are RFC 3339. */
export interface EventStatus {
  readonly store: string;
  /** Of which app all of this is; others may share the store. */
  readonly appId: string;
  readonly connections: readonly ShownConnection[];
  readonly inbox: Omit<InboxStats, 'consumers' | 'lastReceivedAt'> & {
    readonly consumers: readonly ShownConsumer[];
    readonly lastReceivedAt: string | null;
  };
  readonly recentErrors: readonly RecentError[];
  /** Of an app of the store. */
  readonly installations: readonly ShownInstallation[];
}

type ShownConnection = Omit<
  RegisteredReceiver,
  | 'since'
  | 'lastConnectedAt'
  | 'lastEventAt'
  | 'lastPongAt'
  | 'lastErrorAt'
  | 'nextRetryAt'
  | 'heartbeatAt'
  | 'silentMs'
> & {
  readonly since: string;
  readonly lastConnectedAt: string | null;
  readonly lastEventAt: string | null;
  readonly lastPongAt: string | null;
  readonly lastErrorAt: string | null;
  readonly nextRetryAt: string | null;
  readonly heartbeatAt: string;
  /** False when its process has sent no heartbeat for a while. */
  readonly isAlive: boolean;
};

type ShownConsumer = Omit<ConsumerStats, 'oldestPendingAt'> & { readonly oldestPendingAt: string | null };

interface RecentError {
  readonly eventId: string;
  readonly type: string;
  /** Null for an event that cannot be read and that no consumer wants. */
  readonly consumer: string | null;
  readonly state: string;
  readonly attempts: number;
  readonly error: string;
  readonly zh: { readonly error: string };
}

interface ShownInstallation {
  readonly tenantKey: string;
  readonly installedAt: string | null;
  readonly uninstalledAt: string | null;
}

const maxShownErrors = 10;
const maxSearchedEvents = 200;

const time = (ms: number): string => new Date(ms).toISOString();
const timeOrNull = (ms: number | null): string | null => (ms === null ? null : time(ms));

/**
 * Reads the store for `larkstream status` and the status pages. A receiver without a heartbeat for 15 seconds counts as not alive;
 * errors are those of the last 200 events of the app, at most ten.
 */
export async function loadEventStatus(store: EventStore, appId: string): Promise<EventStatus> {
  const [connections, stats, events, installations] = await Promise.all([
    store.receivers(),
    store.stats(appId),
    store.list({ appId, limit: maxSearchedEvents }),
    store.installations(appId),
  ]);
  return {
    store: store.name,
    appId,
    connections: connections
      .filter((connection) => connection.appId === appId)
      .map((connection) => toShown(connection)),
    inbox: toShownInbox(stats),
    recentErrors: events.flatMap(errorsOf).slice(0, maxShownErrors),
    installations: installations.map(toShownInstallation),
  };
}

/** One for each consumer that has failed. */
function errorsOf({ id, type, state, lastError, zh, deliveries }: InboxEvent): RecentError[] {
  const failed = deliveries.length > 0 ? deliveries : [{ consumer: null, state, attempts: 0, lastError, zh }];
  return failed.flatMap((one) =>
    one.lastError === null
      ? []
      : {
          eventId: id,
          type,
          consumer: one.consumer,
          state: one.state,
          attempts: one.attempts,
          error: one.lastError,
          zh: { error: one.zh?.lastError ?? one.lastError },
        },
  );
}

/** The inbox as pages show it. */
export function toShownInbox(stats: InboxStats): EventStatus['inbox'] {
  return {
    ...stats,
    consumers: stats.consumers.map((one) => ({ ...one, oldestPendingAt: timeOrNull(one.oldestPendingAt) })),
    lastReceivedAt: timeOrNull(stats.lastReceivedAt),
  };
}

/** Whether the process of the receiver still sends heartbeats. */
export function isAlive({ silentMs }: Pick<RegisteredReceiver, 'silentMs'>): boolean {
  return silentMs <= goneAfterMs;
}

/** A connection as pages show it, of whichever process. */
export function toShown({ silentMs, ...connection }: RegisteredReceiver): ShownConnection {
  return {
    ...connection,
    since: time(connection.since),
    lastConnectedAt: timeOrNull(connection.lastConnectedAt),
    lastEventAt: timeOrNull(connection.lastEventAt),
    lastPongAt: timeOrNull(connection.lastPongAt),
    lastErrorAt: timeOrNull(connection.lastErrorAt),
    nextRetryAt: timeOrNull(connection.nextRetryAt),
    heartbeatAt: time(connection.heartbeatAt),
    isAlive: isAlive({ silentMs }),
  };
}

function toShownInstallation({ tenantKey, installedAt, uninstalledAt }: Installation): ShownInstallation {
  return { tenantKey, installedAt: time(installedAt), uninstalledAt: timeOrNull(uninstalledAt) };
}
