import { createInboxSignal } from '../../app/create-inbox-signal.ts';
import type { Config } from '../../config/settings.ts';
import { eventTypes } from '../../feeds/event-hints.ts';
import { type Clock, rest } from '../../model/clock.ts';
import type { Fence } from '../../model/destination.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { EventStore } from '../../model/event-store.ts';
import type { Logger } from '../../model/logger.ts';
import { systemRandom } from '../../model/random.ts';
import type { RunReport } from '../../model/run-report.ts';
import { pipelineConsumer } from '../../model/service/pipeline-consumer.ts';
import { newLeaseOwner } from '../../store/lease-owner.ts';
import { openEventStore } from '../../store/open-event-store.ts';
import { RunningLives } from '../../sync/running-lives.ts';
import { closeAll } from '../../util/close-all.ts';
import { followTenant } from '../follow-tenant.ts';
import type { LiveObserver } from '../live-observer.ts';
import { withClients } from '../open-clients.ts';

interface FollowStoredEvents {
  readonly config: Config;
  readonly pipelineId: string;
  readonly signal: AbortSignal;
  readonly observer: LiveObserver;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly fence: Fence;
  readonly acceptDeletes: boolean;
}

/** How long an event that another process received may wait to be noticed. */
const pollIntervalMs = 250;
const reclaimIntervalMs = 5_000;
/** Of most tenants nothing comes for minutes; meanwhile nobody needs a session and a lock at their destinations. */
const quietMs = 30_000;

/**
 * Keeps the tables of a pipeline fresh by events that others receive into the store, until the signal is aborted. Gives the report of the
 * read that has ended it: the first one that failed, or one for which a person must act. @throws what keeps it from reading, for the same reason
 */
export async function followStoredEvents(options: FollowStoredEvents): Promise<RunReport | undefined> {
  const { config, clock, pipelineId } = options;
  const consumer = pipelineConsumer(pipelineId);
  const owner = newLeaseOwner(systemRandom);
  const { app_id: appId, ...credentials } = config.source.credentials;
  const tenantKey = 'tenant_key' in credentials ? credentials.tenant_key : undefined;
  const store = await openEventStore(config.events.store, { isTimedByStore: true });
  const inboxSignal = createInboxSignal({ clock, pollIntervalMs });
  const ended = new AbortController();
  const dueTenants = () => store.dueTenants({ consumer, appId, now: clock.now() });
  const watching = inboxSignal.watch(dueTenants, ended.signal);
  const reclaiming = reclaim(store, owner, { ...options, signal: ended.signal });
  try {
    const tenants = tenantKey === undefined ? {} : { tenantKeys: [tenantKey] };
    // What came before is read by the snapshot, which begins only now.
    const filter = { types: eventTypes, appIds: [appId], ...tenants };
    await store.register({ name: consumer, filter, from: 'now' }, clock.now());
    return await withClients(undefined, (clients) =>
      followTenant({
        ...options,
        endsOnConfigFault: true,
        quietMs,
        service: { store, owner },
        consumer,
        inboxSignal,
        followers: new RunningLives(),
        clients,
        ...(tenantKey === undefined ? {} : { tenantKey }),
      }),
    );
  } finally {
    ended.abort();
    await closeAll(
      () => watching,
      () => reclaiming,
      () => store.close(),
    );
  }
}

/** What the attempt before was working on when it was killed need not wait until its lease has run out. */
async function reclaim(
  store: EventStore,
  owner: string,
  { clock, signal, logger }: Pick<FollowStoredEvents, 'clock' | 'signal' | 'logger'>,
): Promise<void> {
  while (!signal.aborted) {
    await store.reclaim(owner, clock.now()).catch((thrown: unknown) => {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('The store could not be tidied up', { code, message });
    });
    await rest(clock, reclaimIntervalMs, signal);
  }
}
