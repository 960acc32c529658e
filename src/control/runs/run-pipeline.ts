import type { Caller } from '../../model/service/caller.ts';
import type { ServiceRun } from '../../model/service/service-run.ts';
import { beginRun, type RunParts } from './begin-run.ts';

/** Runs a pipeline now. @throws ConfigError `api.not.found`, `api.state.wrong` */
export async function runPipeline(parts: RunParts, caller: Caller, pipelineId: string): Promise<ServiceRun> {
  return await beginRun(parts, caller, { pipelineId, action: 'pipeline.run', options: {} });
}

/** Reads everything from the beginning. @throws ConfigError `api.not.found`, `api.state.wrong` */
export async function readFully(parts: RunParts, caller: Caller, pipelineId: string): Promise<ServiceRun> {
  return await beginRun(parts, caller, { pipelineId, action: 'pipeline.read-fully', options: { full: true } });
}

/** Runs it and believes disappearances that are too large to believe. @throws ConfigError `api.not.found`, `api.state.wrong` */
export async function acceptDeletes(parts: RunParts, caller: Caller, pipelineId: string): Promise<ServiceRun> {
  const options = { acceptDeletes: true };
  return await beginRun(parts, caller, { pipelineId, action: 'pipeline.accept-deletes', options });
}
