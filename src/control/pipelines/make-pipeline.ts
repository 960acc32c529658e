import { cleanModules, cleanSettings } from '../../config/check-settings.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { ControlParts } from '../parts.ts';
import { assertNotForgotten } from '../tenants/assert-not-forgotten.ts';
import { endsOf } from './ends-of.ts';

/** A draft that is to be made. */
export type NewPipeline = Pick<
  Pipeline,
  'name' | 'integrationId' | 'tenantKey' | 'destinationId' | 'modules' | 'streams' | 'schedule'
>;

/** Makes a draft within a transaction, whatever is wrong with its settings. @throws ConfigError `api.input.invalid`, `api.name.taken` */
export async function makePipeline(
  parts: ControlParts,
  tables: ServiceTables,
  id: string,
  given: NewPipeline,
): Promise<Pipeline> {
  await endsOf(tables, given);
  await assertNotForgotten(tables, given);
  return await tables.pipelines.insert({
    ...given,
    id,
    modules: cleanModules(given.modules),
    streams: cleanSettings(given.streams),
    state: 'draft',
    pausedBy: undefined,
    pausedWhy: undefined,
    configFailures: 0,
    dueAt: undefined,
    createdAt: parts.clock.now(),
  });
}
