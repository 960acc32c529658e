import type { DestinationSettings } from '../config/settings.ts';
import { storePath } from '../destinations/files/folder.ts';
import type { OpenedDestination } from '../model/destination.ts';

/** Opens the destination; its driver is loaded here. @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
export async function createDestination(settings: DestinationSettings): Promise<OpenedDestination> {
  const { hard_deletes: hardDeletes } = settings;
  if (settings.type === 'postgres') {
    const { openPostgresDestination } = await import('../destinations/postgres/destination.ts');
    return await openPostgresDestination({ url: settings.url, schema: settings.schema, hardDeletes });
  }
  if (settings.type === 'duckdb') {
    const { openDuckdbDestination } = await import('../destinations/duckdb/destination.ts');
    return await openDuckdbDestination({ path: settings.path, schema: settings.schema, hardDeletes });
  }
  const { FilesDestination } = await import('../destinations/files/destination.ts');
  const { type: format, path, compression } = settings;
  return await FilesDestination.open({ format, path, compression, hardDeletes });
}

/** The file that is there when the destination is; undefined for a server. */
export function destinationFile(settings: DestinationSettings): string | undefined {
  if (settings.type === 'postgres') return undefined;
  return settings.type === 'duckdb' ? settings.path : storePath(settings.path);
}
