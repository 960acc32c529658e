import type { Config } from '../config/settings.ts';
import type { Logger } from '../model/logger.ts';
import type { CheckResult } from '../model/source.ts';
import { createDestination } from './create-destination.ts';
import { createSource } from './create-source.ts';

export interface CheckOptions {
  readonly config: Config;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Tries what a sync will need, at both ends; the destination's failure is thrown, since it needs no platform to be seen. */
export async function* checkConfigured({ config, signal, logger }: CheckOptions): AsyncGenerator<CheckResult> {
  const { source } = await createSource({ settings: config.source, logger });
  try {
    yield* source.check(signal);
    await (await createDestination(config.destination)).close();
  } finally {
    await source.close();
  }
}
