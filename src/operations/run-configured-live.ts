import { createEventService } from '../app/create-event-service.ts';
import { createInboxSignal } from '../app/create-inbox-signal.ts';
import type { Config } from '../config/settings.ts';
import { assertOneForEachTenant } from '../config/tenant-destination.ts';
import { watchForGaps } from '../events/gap-detector.ts';
import { eventTypes } from '../feeds/event-hints.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { replicationConsumer } from '../model/inbox.ts';
import type { InboxListener } from '../model/inbox-listener.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import type { RunReport } from '../model/run-report.ts';
import type { InboxSignal } from '../sync/inbox-signal.ts';
import { RunningLives } from '../sync/running-lives.ts';
import { superviseTenants } from '../sync/tenant-supervisor.ts';
import { closeAll } from '../util/close-all.ts';
import { type FollowTenantOptions, followTenant } from './follow-tenant.ts';
import type { LiveObserver } from './live-observer.ts';
import { type ClientPool, type SharedClients, withClients } from './open-clients.ts';

/** `config.events` says how events arrive; `config.destination` is kept up to date by them. */
export interface ConfiguredLive extends SharedClients {
  readonly config: Config;
  /** Aborting it ends the run; what has arrived is committed first. */
  readonly signal: AbortSignal;
  readonly observer?: LiveObserver;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly acceptDeletes?: boolean;
}

/** How long an event that another process received may wait to be noticed. */
const pollIntervalMs = 250;

/**
 * Receives events and keeps the configured tables fresh by them, until the signal is aborted. Gives the report of the first read
 * when that has failed: then a person must act. Other errors are reported, and replication continues.
 * @throws ConfigError for settings, `store.open.failed`, `events.listen.failed`, `destination.open.failed`
 */
export async function runConfiguredLive(options: ConfiguredLive): Promise<RunReport | undefined> {
  return await withClients(options.clients, (clients) => receiveAndFollow({ ...options, clients }));
}

async function receiveAndFollow(
  options: ConfiguredLive & { readonly clients: ClientPool },
): Promise<RunReport | undefined> {
  const { config, clients, observer = {}, logger = silentLogger, clock = systemClock } = options;
  const { credentials } = config.source;
  const isForAllTenants = credentials.auth_type === 'store_app' && credentials.tenant_key === undefined;
  if (isForAllTenants) assertOneForEachTenant(config);
  const followers = new RunningLives();
  const watchGaps = watchForGaps({ clock, requestSnapshot: () => followers.requestSnapshot() });
  const inboxSignal = createInboxSignal({ clock, pollIntervalMs });
  const service = await createEventService({
    config,
    clients,
    clock,
    logger,
    inboxListeners: [inboxSignal, deadLetterListener(observer)],
    onRefused: (refused) => observer.onRefused?.(refused),
    onChange: (status) => {
      watchGaps(status);
      observer.onConnection?.(status);
    },
  });
  const { store } = service;
  const ended = new AbortController();
  const appId = credentials.app_id;
  const dueTenants = () => store.dueTenants({ consumer: replicationConsumer, appId, now: clock.now() });
  const watching = inboxSignal.watch(dueTenants, ended.signal);
  try {
    // A listener may have kept events before anybody wanted them. A newer version, or another app, may share the store; of an app that
    // is only listened to, nobody would claim what is delivered.
    const filter = { types: eventTypes, appIds: [appId] };
    const replication = { name: replicationConsumer, filter, from: 0, widens: true };
    await store.register(replication, clock.now());
    observer.onReady?.({ webhook: service.receiver.url, status: service.pages?.url });
    const shared = { ...options, observer, logger, clock, service, followers };
    if (!isForAllTenants) return await followTenant({ ...shared, waitForEvents: inboxSignal.waiter() });
    await followAllTenants(shared, inboxSignal);
    return undefined;
  } finally {
    ended.abort();
    await closeAll(
      () => watching,
      () => service.close(),
    );
  }
}

/** Follows each tenant that has installed the app, as long as it has it. */
async function followAllTenants(
  options: Omit<FollowTenantOptions, 'waitForEvents'>,
  inboxSignal: InboxSignal,
): Promise<void> {
  const { config, service, observer, clock, signal } = options;
  const { credentials } = config.source;
  await superviseTenants({
    store: service.store,
    consumer: replicationConsumer,
    appId: credentials.app_id,
    clock,
    signal,
    onTenant: (tenantKey, change) => observer.onTenant?.(tenantKey, change),
    onTrouble: (error) => observer.onTrouble?.(error),
    follow: async (tenantKey, until) => {
      const source = { ...config.source, credentials: { ...credentials, tenant_key: tenantKey } };
      const waitForEvents = inboxSignal.waiter(tenantKey);
      await followTenant({ ...options, config: { ...config, source }, tenantKey, waitForEvents, signal: until });
    },
  });
}

/** Reports events that cannot be read or kept; they are stored as well. */
function deadLetterListener(observer: LiveObserver): InboxListener {
  return {
    stored: (events) => {
      for (const event of events) if (event.error !== undefined) observer.onDeadLetter?.(event);
    },
  };
}
