import type { Schedule } from '../../model/service/schedule.ts';
import type { JsonObject } from '../../util/json.ts';

/** What is to be different; null takes away. The integration stays once the pipeline has left its draft. */
export interface PipelineChange {
  readonly name?: string | undefined;
  readonly integrationId?: string | undefined;
  readonly tenantKey?: string | null | undefined;
  readonly destinationId?: string | null | undefined;
  readonly modules?: JsonObject | undefined;
  readonly streams?: JsonObject | undefined;
  readonly schedule?: Schedule | undefined;
}

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
