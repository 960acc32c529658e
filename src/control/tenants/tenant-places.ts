import type { ServiceDestination } from '../../model/service/destination.ts';
import { eachOf } from '../../model/service/page.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { DroppedPlace, TenantPlace } from '../../model/service/tenant-data.ts';
import { loadDestination } from '../destinations/load-destination.ts';
import type { ControlParts } from '../parts.ts';
import { assertStaysInside } from '../pipelines/to-config.ts';

const placeholder = '{tenant_key}';

/** The pipelines that read the data of a tenant. */
export async function pipelinesOf(
  { pipelines }: Pick<ServiceTables, 'pipelines'>,
  { integrationId, tenantKey }: TenantPlace,
): Promise<readonly Pipeline[]> {
  const all = await Array.fromAsync(eachOf((request) => pipelines.page(request, { integrationId })));
  return all.filter((one) => one.tenantKey === tenantKey);
}

/** Where their rows are. */
export async function destinationsOf(
  { destinations }: Pick<ServiceTables, 'destinations'>,
  pipelines: readonly Pipeline[],
): Promise<readonly ServiceDestination[]> {
  const ids = new Set(pipelines.map(({ destinationId }) => destinationId).filter((id) => id !== undefined));
  const found = await Promise.all([...ids].map((id) => destinations.find(id)));
  return found.filter((one) => one !== undefined);
}

/** Whether it has a place for each tenant: the same rule as `assertOneForEachTenant`, of what is stored. */
export function isOnePerTenant({ settings: { path, schema } }: ServiceDestination): boolean {
  const place = path ?? schema;
  return typeof place === 'string' && place.includes(placeholder);
}

/** Deletes what a destination has of the tenant alone. @throws ConfigError or TransientError of the destination */
export async function dropPlace(
  parts: ControlParts,
  destination: ServiceDestination,
  tenantKey: string,
): Promise<DroppedPlace> {
  const { path } = destination.settings;
  // A link may lead only the folder of one tenant elsewhere.
  const filled = typeof path === 'string' ? { path: path.replaceAll(placeholder, () => tenantKey) } : {};
  assertStaysInside({ ...destination, settings: { ...destination.settings, ...filled } }, parts.resources);
  return await parts.resources.probe.dropTenant(await loadDestination(parts, destination), tenantKey);
}
