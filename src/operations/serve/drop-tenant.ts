import { driverOf } from '../../app/create-destination.ts';
import { parseDestination } from '../../config/read-destination.ts';
import { ownDestination } from '../../config/tenant-destination.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { DroppedPlace } from '../../model/service/tenant-data.ts';

/** Deletes the schema, file or folder that a destination has for this tenant alone. @throws ConfigError or TransientError of the destination */
export async function dropTenant({ text, secrets }: LoadedConfig, tenantKey: string): Promise<DroppedPlace> {
  const own = ownDestination(parseDestination(text, { file: '/destination.json', secrets }), tenantKey);
  if (own === undefined) return 'shared';
  return (await driverOf(own).drop()) ? 'dropped' : 'absent';
}
