import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createDestination, driverOf } from '../app/create-destination.ts';
import { createSource } from '../app/create-source.ts';
import { createTickets } from '../app/create-tickets.ts';
import { placeOf } from '../config/destinations/registry.ts';
import type { Config, DestinationSettings } from '../config/settings.ts';
import { shownDestination } from '../config/tenant-destination.ts';
import { ConfigError, toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { CheckResult } from '../model/source.ts';
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

async function checkDestination(settings: DestinationSettings): Promise<CheckResult> {
  const name = placeOf(settings).name;
  const { file } = driverOf(settings);
  const isNew = file !== undefined && !existsSync(file);
  try {
    if (isNew) assertCreatable(file);
    else await (await createDestination(settings)).close();
    const message = isNew
      ? { en: `${name} will be created`, zh: `将创建 ${name}` }
      : { en: `${name} can be opened`, zh: `可以打开 ${name}` };
    return { module: 'connection', subject: 'destination', outcome: 'ok', message };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    return { module: 'connection', subject: 'destination', outcome: 'failed', message: error.texts.message, error };
  }
}

/** The nearest folder above that exists must be writable: what is missing below it is created by the sync. */
function assertCreatable(path: string): void {
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    throw new ConfigError({
      code: 'destination.open.failed',
      message: { en: `${path} cannot be created: ${folder} is not writable`, zh: `无法创建 ${path}：${folder} 不可写` },
      cause,
    });
  }
}
