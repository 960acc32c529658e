import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { driverOf } from '../../app/create-destination.ts';
import { parseDestination } from '../../config/read-destination.ts';
import { ownDestination } from '../../config/tenant-destination.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { DropOutcome } from '../../model/service/tenant-data.ts';

/** Deletes what is ours in the schema, file or folder that a destination has for this tenant alone. @throws ConfigError or TransientError of the destination */
export async function dropTenant(
  { text, secrets, filesRoot }: LoadedConfig,
  tenantKey: string,
  found: () => Promise<void>,
): Promise<DropOutcome> {
  const own = ownDestination(parseDestination(text, { file: '/destination.json', secrets }), tenantKey);
  if (own === undefined) return { state: 'absent', left: [] };
  const outcome = await driverOf(own).drop(found);
  if ('path' in own && filesRoot !== undefined) removeFolders(own.path, filesRoot, tenantKey);
  return outcome;
}

/** The folders above it that were made for the tenant alone: their names tell of it. */
function removeFolders(path: string, root: string, tenantKey: string): void {
  const top = root.endsWith(sep) ? root : root + sep;
  for (let folder = dirname(path); folder.startsWith(top) && folder.slice(top.length).includes(tenantKey); ) {
    if (existsSync(folder)) {
      if (readdirSync(folder).length > 0) return;
      rmdirSync(folder);
    }
    folder = dirname(folder);
  }
}
