import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useWholeList } from './lists.ts';
import type { CheckedPipeline } from './pipeline.ts';
import type { PipelineRun } from './pipeline-runs.ts';
import { isSettings, type Settings } from './setting-fields.ts';

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

/** What a run that has ended has changed of a stream. */
export interface StreamChanges {
  readonly runId: string;
  readonly at: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What each of these runs has changed of a stream, in their order; nothing of those that have not read it. */
export function changesOf(name: string, ended: readonly PipelineRun[]): readonly StreamChanges[] {
  return ended.flatMap(({ id, finishedAt, report }) => {
    const streams: unknown = report?.streams;
    const own = Array.isArray(streams) ? streams.filter(isSettings).find(({ stream }) => stream === name) : undefined;
    if (own === undefined) return [];
    return [
      {
        runId: id,
        at: finishedAt ?? '',
        inserted: count(own, 'rowsInserted'),
        updated: count(own, 'rowsUpdated'),
        deleted: count(own, 'rowsDeleted'),
      },
    ];
  });
}

const count = (of: Settings, name: string): number => {
  const value = of[name];
  return typeof value === 'number' ? value : 0;
};
