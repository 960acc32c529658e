import type { SourceSettings } from '../config/settings.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import { type Logger, silentLogger } from '../model/logger.ts';
import type { ClientOptions, OpenPlatformClient } from '../open-platform/client.ts';
import type { CallObserver } from '../open-platform/observer.ts';
import { createCredentials, type OwnedTickets, type StoreApps } from './create-credentials.ts';

export interface ClientSetup {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly observer?: CallObserver;
  readonly tickets?: OwnedTickets | undefined;
  readonly storeApps?: StoreApps | undefined;
  /** How long one call may be repeated in all; five minutes when absent. */
  readonly retryBudgetMs?: number;
}

type AppSettings = Pick<SourceSettings, 'region' | 'base_url' | 'credentials' | 'rate_limit_scale'>;

/** The client of the configured app; nothing is called yet. @throws ConfigError `config.setting.invalid` */
export async function createClient(settings: AppSettings, setup: ClientSetup = {}): Promise<OpenPlatformClient> {
  const { OpenPlatformClient: Client } = await import('../open-platform/client.ts');
  return new Client(toClientOptions(settings, setup));
}

export function toClientOptions(settings: AppSettings, setup: ClientSetup): ClientOptions {
  const { clock = systemClock, logger = silentLogger, observer, tickets, storeApps, retryBudgetMs } = setup;
  return {
    region: settings.region,
    ...(settings.base_url === undefined ? {} : { baseUrl: settings.base_url }),
    credentials: createCredentials(settings.credentials, { clock, tickets, storeApps }),
    rateLimitScale: settings.rate_limit_scale,
    clock,
    logger,
    ...(observer === undefined ? {} : { observer }),
    ...(retryBudgetMs === undefined ? {} : { retryBudgetMs }),
  };
}
