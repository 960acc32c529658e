import type { DestinationSettings } from '../config/settings.ts';
import type { Destination } from '../model/destination.ts';

/** Opens the destination; its driver is loaded here. @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
export async function createDestination(settings: DestinationSettings): Promise<Destination> {
  const { schema, hard_deletes: hardDeletes } = settings;
  if (settings.type === 'postgres') {
    const { PostgresDestination } = await import('../destinations/postgres/destination.ts');
    return await PostgresDestination.open({ url: settings.url, schema, hardDeletes });
  }
  const { DuckdbDestination } = await import('../destinations/duckdb/destination.ts');
  return await DuckdbDestination.open({ path: settings.path, schema, hardDeletes });
}

/** A destination for people to read: never with its password. */
export function destinationName(settings: DestinationSettings): string {
  if (settings.type === 'duckdb') return settings.path;
  const { host, pathname } = new URL(settings.url);
  return `${host}${pathname}, schema ${settings.schema}`;
}
