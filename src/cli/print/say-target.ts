import { placeOf } from '../../config/destinations/registry.ts';
import type { Config } from '../../config/settings.ts';
import { shownDestination } from '../../config/tenant-destination.ts';
import type { Context } from '../context.ts';

/** Before the engine is loaded: a person sees at once what begins. */
export function sayTarget(config: Config, { note, texts }: Context): void {
  const { source } = config;
  const app = `${source.credentials.app_id} (${source.base_url ?? source.region})`;
  note(texts.progress.syncing(app, placeOf(shownDestination(config)).name));
}

/** Printed before the driver of the destination loads; only on a terminal, because the answer comes soon. */
export function sayReading(config: Config, { note, terminal, texts }: Context): void {
  if (terminal.isErrorTty) note(texts.progress.reading(placeOf(shownDestination(config)).name));
}
