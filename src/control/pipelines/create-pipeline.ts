import type { Caller } from '../../model/service/caller.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import { change } from '../change.ts';
import type { ControlParts } from '../parts.ts';
import { makePipeline, type NewPipeline } from './make-pipeline.ts';
import { pipelineDetail } from './pipeline-detail.ts';

/** Makes a draft: it may be kept with anything wrong, and runs when it has been activated. @throws ConfigError `api.input.invalid`, `api.name.taken` */
export async function createPipeline(parts: ControlParts, caller: Caller, given: NewPipeline): Promise<Pipeline> {
  const id = parts.newId('pl');
  const detail = pipelineDetail(given);
  return await change(
    parts,
    caller,
    { action: 'pipeline.create', kind: 'pipeline', id, sign: 'created', detail },
    async (tables) => await makePipeline(parts, tables, id, given),
  );
}
