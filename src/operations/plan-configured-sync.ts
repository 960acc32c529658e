import { existsSync } from 'node:fs';
import { createDestination, driverOf } from '../app/create-destination.ts';
import { createSource } from '../app/create-source.ts';
import { createTickets } from '../app/create-tickets.ts';
import type { Config } from '../config/settings.ts';
import { tenantDestination } from '../config/tenant-destination.ts';
import type { Logger } from '../model/logger.ts';
import type { PlannedEndpoint, Source } from '../model/source.ts';
import { fromStored, type SourceState } from '../model/source-state.ts';
import { orAborted } from '../util/or-aborted.ts';
import type { SharedClients } from './open-clients.ts';
import { planDiscovered } from './selection.ts';
import type { SourceObserver } from './sync-observer.ts';

interface SyncPlanOptions extends SharedClients {
  readonly config: Config;
  readonly full: boolean;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly observer?: SourceObserver;
}

/**
 * What the next sync will call, endpoint by endpoint: few calls, nothing is read and nothing written.
 * @throws what keeps a sync from starting, and why a number could not be found out.
 */
export async function* planConfiguredSync(options: SyncPlanOptions): AsyncGenerator<PlannedEndpoint, void, void> {
  const { config, full, signal, logger, observer = {} } = options;
  const { source } = await createSource({
    settings: config.source,
    clients: options.clients,
    openTickets: createTickets(config.events.store),
    logger,
    observer,
  });
  try {
    const planned = planDiscovered(await orAborted(source.discover(), signal), config.streams);
    const streams = new Set(planned.map(({ stream }) => stream.name));
    const anew = planned.filter(({ mode }) => full || mode === 'overwrite').map(({ stream }) => stream.name);
    const state = await loadState(config, source);
    yield* source.plan({ streams, fresh: new Set(anew), state, acceptDeletes: false, signal });
  } finally {
    await source.close();
  }
}

/** A destination that does not exist yet is not made for the sake of a plan. */
async function loadState(config: Config, source: Source): Promise<SourceState> {
  const settings = tenantDestination(config);
  const { file } = driverOf(settings);
  if (file !== undefined && !existsSync(file)) return new Map();
  const destination = await createDestination(settings);
  try {
    return fromStored(await destination.state.load(source.id));
  } finally {
    await destination.close();
  }
}
