import type { JsonObject } from '../../util/json.ts';
import type { PipelineChange } from './change-pipeline.ts';

/**
 * What the audit keeps of a pipeline. Of settings only that they were given: a draft is kept whatever stands there, and a person may
 * have put a secret where none belongs.
 */
export function pipelineDetail({ modules, streams, schedule, ...others }: PipelineChange): JsonObject {
  const { name, integrationId, tenantKey, destinationId } = others;
  const shown = { name, integrationId, tenantKey, destinationId, ...(schedule && { schedule: { ...schedule } }) };
  const settings = [...(modules === undefined ? [] : ['modules']), ...(streams === undefined ? [] : ['streams'])];
  const known = Object.entries(shown).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), ...(settings.length === 0 ? {} : { settings }) };
}
