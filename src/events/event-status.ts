import type { EventStore, InboxStats, Installation, RegisteredReceiver } from '../model/event-store.ts';

/** How receiving and following events stands. Times are RFC 3339. */
export interface EventStatus {
  readonly store: string;
  readonly connections: readonly ShownConnection[];
  readonly inbox: Omit<InboxStats, 'oldestPendingAt' | 'lastReceivedAt'> & {
    readonly oldestPendingAt: string | null;
    readonly lastReceivedAt: string | null;
  };
  readonly recentErrors: readonly RecentError[];
  /** Of an app of the store. */
  readonly installations: readonly ShownInstallation[];
}

export type ShownConnection = Omit<
  RegisteredReceiver,
  'since' | 'lastConnectedAt' | 'lastEventAt' | 'lastPongAt' | 'lastErrorAt' | 'nextRetryAt' | 'heartbeatAt'
> & {
  readonly since: string;
  readonly lastConnectedAt: string | null;
  readonly lastEventAt: string | null;
  readonly lastPongAt: string | null;
  readonly lastErrorAt: string | null;
  readonly nextRetryAt: string | null;
  readonly heartbeatAt: string;
  /** False when its process has not been heard of for a while. */
  readonly isAlive: boolean;
};

export interface RecentError {
  readonly eventId: string;
  readonly type: string;
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

const aliveMs = 15_000;
const shownErrors = 10;
const looksBack = 200;

const time = (ms: number): string => new Date(ms).toISOString();
const timeOrNull = (ms: number | null): string | null => (ms === null ? null : time(ms));

export async function loadEventStatus(store: EventStore, appId: string, now: number): Promise<EventStatus> {
  const [connections, stats, events, installations] = await Promise.all([
    store.receivers(),
    store.stats(),
    store.list({ limit: looksBack }),
    store.installations(appId),
  ]);
  const failed = events.flatMap(({ id, type, state, attempts, lastError, zh }): RecentError[] =>
    lastError === null
      ? []
      : [{ eventId: id, type, state, attempts, error: lastError, zh: { error: zh?.lastError ?? lastError } }],
  );
  return {
    store: store.name,
    connections: connections.map((connection) => toShown(connection, now)),
    inbox: {
      ...stats,
      oldestPendingAt: timeOrNull(stats.oldestPendingAt),
      lastReceivedAt: timeOrNull(stats.lastReceivedAt),
    },
    recentErrors: failed.slice(0, shownErrors),
    installations: installations.map(toShownInstallation),
  };
}

function toShown(connection: RegisteredReceiver, now: number): ShownConnection {
  return {
    ...connection,
    since: time(connection.since),
    lastConnectedAt: timeOrNull(connection.lastConnectedAt),
    lastEventAt: timeOrNull(connection.lastEventAt),
    lastPongAt: timeOrNull(connection.lastPongAt),
    lastErrorAt: timeOrNull(connection.lastErrorAt),
    nextRetryAt: timeOrNull(connection.nextRetryAt),
    heartbeatAt: time(connection.heartbeatAt),
    isAlive: now - connection.heartbeatAt <= aliveMs,
  };
}

function toShownInstallation({ tenantKey, installedAt, uninstalledAt }: Installation): ShownInstallation {
  return { tenantKey, installedAt: time(installedAt), uninstalledAt: timeOrNull(uninstalledAt) };
}
