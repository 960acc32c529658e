import type { Config } from '../../config/settings.ts';
import { eventTypes } from '../../feeds/event-hints.ts';
import type { Clock } from '../../model/clock.ts';
import type { Fence } from '../../model/destination.ts';
import type { Logger } from '../../model/logger.ts';
import { systemRandom } from '../../model/random.ts';
import type { RunReport } from '../../model/run-report.ts';
import { pipelineConsumer } from '../../model/service/pipeline-consumer.ts';
import { newLeaseOwner } from '../../store/lease-owner.ts';
import { RunningLives } from '../../sync/running-lives.ts';
import { followTenant } from '../follow-tenant.ts';
import type { LiveObserver } from '../live-observer.ts';
import type { LiveCommons } from './live-commons.ts';

interface FollowStoredEvents {
  readonly config: Config;
  readonly pipelineId: string;
  readonly signal: AbortSignal;
  readonly observer: LiveObserver;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly fence: Fence;
  readonly acceptDeletes: boolean;
  readonly commons: LiveCommons;
}

/** Of most tenants nothing comes for minutes; meanwhile nobody needs a session and a lock at their destinations. */
const quietMs = 30_000;

/**
 * Keeps the tables of a pipeline fresh by events that others receive into the store, until the signal is aborted. Gives the report of the
 * read that has ended it: the first one that failed, or one for which a person must act. @throws what keeps it from reading, for the same reason
 */
export async function followStoredEvents(options: FollowStoredEvents): Promise<RunReport | undefined> {
  const { config, clock, pipelineId, commons, logger } = options;
  const consumer = pipelineConsumer(pipelineId);
  // Of its own, also where others follow in the same process: what an attempt has claimed no other one finishes.
  const owner = newLeaseOwner(systemRandom);
  const { app_id: appId, ...credentials } = config.source.credentials;
  const tenantKey = 'tenant_key' in credentials ? credentials.tenant_key : undefined;
  const { store, waitForEvents, leave } = await commons.use(config.events.store, { consumer, logger });
  try {
    const tenants = tenantKey === undefined ? {} : { tenantKeys: [tenantKey] };
    // What came before is read by the snapshot, which begins only now.
    const filter = { types: eventTypes, appIds: [appId], ...tenants };
    await store.register({ name: consumer, filter, from: 'now' }, clock.now());
    return await followTenant({
      ...options,
      endsOnConfigFault: true,
      quietMs,
      sessions: commons.sessions,
      places: commons.placesAt(config.destination),
      service: { store, owner },
      consumer,
      waitForEvents,
      followers: new RunningLives(),
      clients: commons.clients,
      ...(tenantKey === undefined ? {} : { tenantKey }),
    });
  } finally {
    leave();
  }
}
