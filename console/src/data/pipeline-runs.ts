import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { pageSize, type ReadList, useList } from './lists.ts';
import type { Paging } from './search.ts';

/** A run as lists tell it. */
export type PipelineRun = ApiSchemas['RunList']['items'][number];
/** A run that waits or works. */
export type OpenRun = ApiSchemas['RunInDetail'];

/** The runs of a pipeline, the newest first. */
export function usePipelineRuns(pipelineId: string, paging: Paging): ReadList<PipelineRun> {
  return useList({
    queryKey: ['run', 'list', { pipelineId }],
    paging,
    read: (page, signal) => api.call('GET /runs', { query: { pipelineId, ...page }, signal }),
  });
}

/** The last runs that have ended, with their reports: read again when another one has ended, not whenever one moves. */
export function useEndedRuns(pipelineId: string, lastRunId: string | undefined) {
  return useQuery({
    queryKey: ['ended-runs', pipelineId, lastRunId],
    queryFn: async ({ signal }) => {
      const { items } = await api.call('GET /runs', { query: { pipelineId, limit: pageSize }, signal });
      return items.filter(({ finishedAt }) => finishedAt !== null);
    },
    placeholderData: keepPreviousData,
  });
}

const netMs = 2_000;

/** The run that waits or works now, as it moves; nothing is asked while there is none. */
export function useOpenRun(id: string | undefined) {
  const query = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => api.call('GET /runs/{id}', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    refetchInterval: netMs,
  });
  return id === undefined ? undefined : query.data;
}
