import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useWholeList } from './lists.ts';
import type { CheckedPipeline } from './pipeline.ts';

/** A stream of a pipeline, as the service knows it of its last runs. */
export type PipelineStream = ApiSchemas['PipelineStream'];

const netMs = 2_000;

/** The streams of a pipeline: read again with the signs of the run that works, and when one has ended. */
export function usePipelineStreams({
  id,
  lastRun,
  openRun,
}: Pick<CheckedPipeline, 'id' | 'lastRun' | 'openRun'>): ReadList<PipelineStream> {
  return useWholeList({
    queryKey: openRun === null ? ['streams', id, lastRun?.id] : ['run', openRun.id, 'streams', id],
    read: async (signal) => (await api.call('GET /pipelines/{id}/streams', { params: { id }, signal })).streams,
    // One run more changes a few figures.
    keepsOld: true,
    ...(openRun === null ? {} : { everyMs: netMs }),
  });
}

/** The names of those whose deletes are held. */
export const heldOf = (streams: readonly PipelineStream[]): readonly string[] =>
  streams.filter(({ hasHeldDeletes }) => hasHeldDeletes).map(({ name }) => name);
