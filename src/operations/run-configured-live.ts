import { randomUUID } from 'node:crypto';
import { createAttachments } from '../app/create-attachments.ts';
import { createDestination } from '../app/create-destination.ts';
import { createEventService } from '../app/create-event-service.ts';
import { createInboxSignal } from '../app/create-inbox-signal.ts';
import { createSource } from '../app/create-source.ts';
import { createTickets } from '../app/create-tickets.ts';
import type { Config } from '../config/settings.ts';
import { assertOneForEachTenant, tenantDestination } from '../config/tenant-destination.ts';
import type { EventService } from '../events/event-service.ts';
import { watchForGaps } from '../events/gap-detector.ts';
import type { Refused } from '../events/refusal-log.ts';
import { eventTypes, toHints } from '../feeds/event-hints.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { ReceivedEvent } from '../model/event.ts';
import type { ConnectionStatus } from '../model/event-store.ts';
import { replicationConsumer } from '../model/inbox.ts';
import type { InboxListener } from '../model/inbox-listener.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import { systemRandom } from '../model/random.ts';
import type { RunLog } from '../model/run-log.ts';
import type { RunReport } from '../model/run-report.ts';
import type { CheckResult, Discovery } from '../model/source.ts';
import type { LiveBatch } from '../sync/event-processor.ts';
import type { InboxSignal } from '../sync/inbox-signal.ts';
import { type LiveOptions, type LivePhase, type LivePlan, type RunningLive, runLive } from '../sync/live.ts';
import { RunningLives } from '../sync/running-lives.ts';
import { superviseTenants } from '../sync/tenant-supervisor.ts';
import { type ClientPool, type SharedClients, withClients } from './open-clients.ts';
import { withUnlisted } from './run-configured-sync.ts';
import { planDiscovered } from './selection.ts';
import type { SyncObserver } from './sync-observer.ts';

export type { LiveBatch } from '../sync/event-processor.ts';

/** Called during live replication. Must return quickly and not throw. */
export interface LiveObserver extends SyncObserver {
  onReady?(place: { readonly webhook: string | undefined; readonly status: string | undefined }): void;
  onConnection?(status: ConnectionStatus): void;
  /** Requests to the webhook that were not believed. */
  onRefused?(refused: Refused & { readonly appId: string }): void;
  /** An event that cannot be read or kept: it is acknowledged and lies among the dead letters. */
  onDeadLetter?(event: ReceivedEvent): void;
  onSubscription?(result: CheckResult): void;
  onReport?(report: RunReport): void;
  onBatch?(batch: LiveBatch): void;
  onTrouble?(error: LarkstreamError): void;
  onTenant?(tenantKey: string, change: 'installed' | 'uninstalled'): void;
}

/** `config.events` says how events arrive; `config.destination` is kept up to date by them. */
export interface ConfiguredLive {
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
export async function runConfiguredLive(options: ConfiguredLive & SharedClients): Promise<RunReport | undefined> {
  return await withClients(options.clients, (clients) => receiveAndFollow({ ...options, clients }));
}

async function receiveAndFollow(
  options: ConfiguredLive & { readonly clients: ClientPool },
): Promise<RunReport | undefined> {
  const { config, clients, observer = {}, logger = silentLogger, clock = systemClock, signal } = options;
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
    // A listener may have kept events before anybody wanted them; a newer version may run beside this one.
    const replication = { name: replicationConsumer, filter: { types: eventTypes }, from: 0, widens: true };
    await store.register(replication, clock.now());
    observer.onReady?.({ webhook: service.receiver.url, status: service.pages?.url });
    const shared = { ...options, observer, logger, clock, service, inboxSignal, followers };
    if (!isForAllTenants) return await follow({ ...shared, config, signal });
    await superviseTenants({
      store,
      consumer: replicationConsumer,
      appId,
      clock,
      signal,
      onTenant: (tenantKey, change) => observer.onTenant?.(tenantKey, change),
      onTrouble: (error) => observer.onTrouble?.(error),
      follow: async (tenantKey, until) => {
        const source = { ...config.source, credentials: { ...credentials, tenant_key: tenantKey } };
        await follow({ ...shared, config: { ...config, source }, tenantKey, signal: until });
      },
    });
    return undefined;
  } finally {
    ended.abort();
    await watching;
    await service.close();
  }
}

/** Reports events that cannot be read or kept; they are stored as well. */
function deadLetterListener(observer: LiveObserver): InboxListener {
  return {
    stored: (events) => {
      for (const event of events) if (event.error !== undefined) observer.onDeadLetter?.(event);
    },
  };
}

interface Following extends ConfiguredLive {
  readonly observer: LiveObserver;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly service: EventService;
  readonly inboxSignal: InboxSignal;
  /** Have everything read again, each for its tenant. */
  readonly followers: RunningLives;
  readonly clients: ClientPool;
  readonly tenantKey?: string;
}

/** Keeps one tenant's tables fresh. */
async function follow(options: Following): Promise<RunReport | undefined> {
  const { config, observer, logger, clock, service, inboxSignal, followers, clients, tenantKey, signal } = options;
  const { source, calls } = await createSource({
    settings: config.source,
    openTickets: createTickets(config.events.store),
    clients,
    logger,
    clock,
    observer,
    attachments: await createAttachments(config),
  });
  let running: RunningLive | undefined;
  let failed: RunReport | undefined;
  let isFirst = true;
  let discovery: Discovery = { streams: [], unlisted: [] };
  const onReport = async (report: RunReport, phase: LivePhase, runs: RunLog): Promise<void> => {
    const told: RunReport =
      phase === 'streaming' ? { ...report, isLive: true } : { ...withUnlisted(report, discovery), calls: calls() };
    if (isFirst && report.outcome === 'failed') failed = told;
    isFirst = false;
    if (phase !== 'streaming' || report.outcome === 'failed' || changesSomething(report)) {
      observer.onReport?.(told);
      await runs.save(told).catch((thrown: unknown) => observer.onTrouble?.(toLarkstreamError(thrown)));
    }
  };
  try {
    await runLive({
      source,
      openDestination: () => createDestination(tenantDestination(config)),
      plan: async () => {
        discovery = await source.discover();
        return toLivePlan(discovery, config, observer);
      },
      inbox: service.store,
      consumer: replicationConsumer,
      appId: config.source.credentials.app_id,
      ...(tenantKey === undefined ? {} : { tenantKey }),
      owner: service.owner,
      toHints,
      waitForEvents: inboxSignal.waiter(tenantKey),
      newRunId: randomUUID,
      clock,
      random: systemRandom,
      signal,
      reconcileIntervalMs: config.events.reconcile_minutes * 60_000,
      observer,
      acceptDeletes: options.acceptDeletes ?? false,
      onReport,
      onReady: (ready) => {
        running = ready;
        followers.add(ready);
      },
      ...listenersOf(observer),
    });
    return failed;
  } finally {
    if (running !== undefined) followers.delete(running);
    await source.close();
  }
}

function toLivePlan(discovery: Discovery, { streams }: Config, observer: LiveObserver): LivePlan {
  const planned = planDiscovered(discovery, streams);
  observer.onPlanned?.(planned.map(({ stream, mode }) => ({ name: stream.name, module: stream.module, mode })));
  return { planned, isIncomplete: discovery.unlisted.length > 0 };
}

function listenersOf({
  onBatch,
  onTrouble,
  onSubscription,
}: LiveObserver): Partial<Pick<LiveOptions, 'onBatch' | 'onTrouble' | 'onSubscription'>> {
  return {
    ...(onBatch === undefined ? {} : { onBatch }),
    ...(onTrouble === undefined ? {} : { onTrouble }),
    ...(onSubscription === undefined ? {} : { onSubscription }),
  };
}

function changesSomething({ streams }: RunReport): boolean {
  return streams.some(({ rowsInserted, rowsUpdated, rowsDeleted }) => rowsInserted + rowsUpdated + rowsDeleted > 0);
}
