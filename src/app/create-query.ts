import type { DestinationSettings } from '../config/settings.ts';
import type { QueryConnection } from '../model/query.ts';

/** Opens the destination for reading. @throws ConfigError `query.nothing.yet`, `destination.open.failed`, TransientError `destination.locked`. */
export async function createQuery(settings: DestinationSettings): Promise<QueryConnection> {
  if (settings.type === 'postgres')
    return (await import('../destinations/postgres/query.ts')).openPostgresQuery(settings);
  if (settings.type === 'duckdb') return (await import('../destinations/duckdb/query.ts')).openDuckdbQuery(settings);
  const { openFilesQuery } = await import('../destinations/files/query.ts');
  return openFilesQuery({ path: settings.path, format: settings.type });
}
