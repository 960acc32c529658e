import type { ServiceDestination } from './destination.ts';
import type { Pipeline } from './pipeline.ts';

/**
 * The file or folder that a pipeline of the tenant writes, below the folder for files; undefined where the destination is a database. Folders of
 * files hold a DuckDB file, too.
 */
export function fileOf(
  destination: Pick<ServiceDestination, 'settings'> | undefined,
  { tenantKey }: Pick<Pipeline, 'tenantKey'>,
): string | undefined {
  const path = destination?.settings.path;
  if (typeof path !== 'string') return undefined;
  const names = path.replaceAll('{tenant_key}', () => tenantKey ?? '').split('/');
  // `..` is in none: such paths are refused.
  return names.filter((name) => name !== '' && name !== '.').join('/');
}
