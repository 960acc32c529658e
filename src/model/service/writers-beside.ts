import { fileOf } from './file-of.ts';
import { eachOf } from './page.ts';
import type { Pipeline } from './pipeline.ts';
import type { ServiceTables } from './service-store.ts';
import { sharesModules } from './shares-modules.ts';

type Tables = Pick<ServiceTables, 'destinations' | 'pipelines'>;

/**
 * The other pipelines, drafts aside, whose rows are in the same tables: of the same app and tenant, a module and a place. Where the address of a
 * database stands is a secret, so that of databases only pipelines of the same destination are found.
 */
export async function writersBeside(tables: Tables, pipeline: Pipeline): Promise<readonly Pipeline[]> {
  const found: Pipeline[] = [];
  for (const destinationId of await samePlaces(tables, pipeline)) {
    for await (const one of eachOf((request) => tables.pipelines.page(request, { destinationId }))) {
      if (one.id !== pipeline.id && one.state !== 'draft' && sharesModules(one, pipeline)) found.push(one);
    }
  }
  return found;
}

/** Ids of the destinations that mean the same place as the pipeline's. */
async function samePlaces({ destinations }: Tables, pipeline: Pipeline): Promise<readonly string[]> {
  const { destinationId } = pipeline;
  if (destinationId === undefined) return [];
  const destination = await destinations.find(destinationId);
  const file = fileOf(destination, pipeline);
  if (destination === undefined || file === undefined) return [destinationId];
  const ids = [destinationId];
  for await (const one of eachOf((request) => destinations.page(request, { type: destination.type }))) {
    if (one.id !== destinationId && fileOf(one, pipeline) === file) ids.push(one.id);
  }
  return ids;
}
