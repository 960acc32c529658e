import type { DestinationSettings } from '../config/settings.ts';
import type { Destination } from '../model/destination.ts';

/** Opens the destination; its driver is loaded here. @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
export async function createDestination(settings: DestinationSettings): Promise<Destination> {
  const { DuckdbDestination } = await import('../destinations/duckdb/destination.ts');
  return await DuckdbDestination.open({
    path: settings.path,
    schema: settings.schema,
    hardDeletes: settings.hard_deletes,
  });
}
