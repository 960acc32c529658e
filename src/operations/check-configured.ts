import { createSource } from '../app/create-source.ts';
import { createTickets } from '../app/create-tickets.ts';
import type { Config } from '../config/settings.ts';
import { shownDestination } from '../config/tenant-destination.ts';
import type { Logger } from '../model/logger.ts';
import type { CheckResult } from '../model/source.ts';
import { checkDestination } from './check-destination.ts';
import type { SharedClients } from './open-clients.ts';
import type { SourceObserver } from './sync-observer.ts';

/** `config` comes from `readConfig` or `parseConfig`; aborting `signal` ends the check. */
export interface CheckOptions extends SharedClients {
  readonly config: Config;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly observer?: SourceObserver;
}

/** Tries what a sync will need at both ends: the platform, then the destination. Moves no data and makes no file. */
export async function* checkConfigured(options: CheckOptions): AsyncGenerator<CheckResult> {
  const { config, signal, logger, observer = {} } = options;
  const { source } = await createSource({
    settings: config.source,
    clients: options.clients,
    openTickets: createTickets(config.events.store),
    logger,
    observer,
  });
  try {
    yield* source.check(signal);
    yield await checkDestination(shownDestination(config));
  } finally {
    await source.close();
  }
}
