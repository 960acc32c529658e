import { randomUUID } from 'node:crypto';
import { createAttachments } from '../app/create-attachments.ts';
import { createDestination, type OpenDestinationOptions } from '../app/create-destination.ts';
import { createSource } from '../app/create-source.ts';
import { createTickets } from '../app/create-tickets.ts';
import type { Config } from '../config/settings.ts';
import { tenantDestination } from '../config/tenant-destination.ts';
import type { EventService } from '../events/event-service.ts';
import { toHints } from '../feeds/event-hints.ts';
import type { Clock } from '../model/clock.ts';
import type { Fence } from '../model/destination.ts';
import { replicationConsumer } from '../model/inbox.ts';
import type { Logger } from '../model/logger.ts';
import { systemRandom } from '../model/random.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Discovery } from '../model/source.ts';
import { type LiveOptions, type LivePlan, type RunningLive, runLive } from '../sync/live.ts';
import type { RunningLives } from '../sync/running-lives.ts';
import type { LiveObserver } from './live-observer.ts';
import { LiveReports } from './live-reports.ts';
import type { ClientPool } from './open-clients.ts';
import { planDiscovered } from './selection.ts';

/** One tenant, and what its process receives events with. */
export interface FollowTenantOptions {
  readonly config: Config;
  readonly signal: AbortSignal;
  readonly observer: LiveObserver;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly service: Pick<EventService, 'store' | 'owner'>;
  /** See `LiveOptions`. */
  readonly waitForEvents: LiveOptions['waitForEvents'];
  /** Have everything read again, each for its tenant. */
  readonly followers: RunningLives;
  readonly clients: ClientPool;
  /** Undefined where the app has one tenant. */
  readonly tenantKey?: string;
  /** Whose deliveries it works on; `replication` when absent. */
  readonly consumer?: string;
  readonly acceptDeletes?: boolean;
  /** See `LiveOptions`. */
  readonly endsOnConfigFault?: boolean;
  /** See `LiveOptions`. */
  readonly quietMs?: number;
  /** See `LiveOptions`. */
  readonly places?: LiveOptions['places'];
  /** See `createDestination`. */
  readonly sessions?: OpenDestinationOptions['sessions'];
  /** Of the attempt: see `createDestination`. */
  readonly fence?: Fence;
}

/** Keeps one tenant's tables fresh until the signal is aborted. Gives the report of the read that has ended it before. */
export async function followTenant(options: FollowTenantOptions): Promise<RunReport | undefined> {
  const { config, observer, logger, clock, service, waitForEvents, followers, clients, tenantKey, signal } = options;
  const { source, calls } = await createSource({
    settings: config.source,
    openTickets: createTickets(config.events.store),
    clients,
    logger,
    clock,
    observer,
    attachments: await createAttachments(config),
  });
  const reports = new LiveReports(observer, calls);
  let running: RunningLive | undefined;
  try {
    const hasFailed = await runLive({
      source,
      openDestination: () =>
        createDestination(tenantDestination(config), { fence: options.fence, sessions: options.sessions }),
      plan: async () => {
        reports.discovery = await source.discover();
        return toLivePlan(reports.discovery, config, observer);
      },
      inbox: service.store,
      consumer: options.consumer ?? replicationConsumer,
      appId: config.source.credentials.app_id,
      ...(tenantKey === undefined ? {} : { tenantKey }),
      owner: service.owner,
      toHints,
      waitForEvents,
      newRunId: randomUUID,
      clock,
      random: systemRandom,
      signal,
      reconcileIntervalMs: config.events.reconcile_minutes * 60_000,
      observer,
      acceptDeletes: options.acceptDeletes ?? false,
      endsOnConfigFault: options.endsOnConfigFault ?? false,
      ...(options.quietMs === undefined ? {} : { quietMs: options.quietMs }),
      places: options.places,
      onReport: (report, phase, runs, sleeps) => reports.add(report, phase, runs, sleeps),
      onReady: (ready) => {
        running = ready;
        followers.add(ready);
      },
      ...listenersOf(observer),
    });
    return hasFailed ? reports.last : undefined;
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
  onEvents,
  onTrouble,
  onSubscription,
  onStandstill,
}: LiveObserver): Partial<Pick<LiveOptions, 'onBatch' | 'onEvents' | 'onTrouble' | 'onSubscription' | 'onStandstill'>> {
  return {
    ...(onBatch === undefined ? {} : { onBatch }),
    ...(onEvents === undefined ? {} : { onEvents }),
    ...(onTrouble === undefined ? {} : { onTrouble }),
    ...(onSubscription === undefined ? {} : { onSubscription }),
    ...(onStandstill === undefined ? {} : { onStandstill }),
  };
}
