import type { ServiceDestination } from '../../model/service/destination.ts';
import { eachOf, type PageRequest } from '../../model/service/page.ts';
import type { FieldFault } from '../field-faults.ts';
import type { ControlParts } from '../parts.ts';
import type { SharedPlaceTables } from '../pipelines/shared-modules.ts';
import { sharedPlaceFaults } from '../pipelines/shared-place.ts';

/** Whether a pipeline would now share its place with one that follows events: a fault of the field that moves it. The first such pipeline is told. */
export async function movedPlaceFaults(
  parts: Pick<ControlParts, 'openVault'>,
  tables: SharedPlaceTables,
  { after, field }: { readonly after: ServiceDestination; readonly field: string },
): Promise<readonly FieldFault[]> {
  const mine = (request: PageRequest) => tables.pipelines.page(request, { destinationId: after.id, state: 'active' });
  for await (const pipeline of eachOf(mine)) {
    const faults = await sharedPlaceFaults(parts, tables, pipeline, after);
    if (faults.length > 0) return faults.map(({ message }) => ({ path: field, message }));
  }
  return [];
}
