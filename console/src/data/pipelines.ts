import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type Pipeline = ApiSchemas['Pipeline'];
/** Which pipelines a list shows. */
export interface PipelineFilter {
  readonly search?: string | undefined;
  readonly state?: Pipeline['state'] | undefined;
  /** Of the run that ended last. */
  readonly outcome?: 'succeeded' | 'incomplete' | 'failed' | 'none' | undefined;
  /** Only those whose data are older than promised. */
  readonly late?: 'true' | undefined;
  readonly integrationId?: string | undefined;
}

const standingMs = 5_000;

/** Pipelines as they stand now, the newest first. Runs have signs of their own, far more than a list wants to be read again for. */
export function usePipelinesNow(filter: PipelineFilter, paging: Paging): ReadList<Pipeline> {
  return useList({ ...listed(filter), paging, everyMs: standingMs });
}

/** Pipelines by their names, the newest first. */
export function usePipelines(filter: PipelineFilter): ReadList<Pipeline> {
  return useList(listed(filter));
}

const listed = (filter: PipelineFilter): Pick<Parameters<typeof useList<Pipeline>>[0], 'queryKey' | 'read'> => ({
  queryKey: ['pipeline', 'list', filter],
  read: (page, signal) => api.call('GET /pipelines', { query: { ...filter, ...page }, signal }),
});

/** One pipeline, with what keeps it from running; nothing is asked while there is no id. */
export function usePipeline(id: string | undefined) {
  return useQuery({
    queryKey: ['pipeline', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.call('GET /pipelines/{id}', { params: { id: id ?? '' }, signal }),
  });
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['pipeline'] });

/** Runs one now. */
export function useRunPipeline() {
  return useMutation({
    mutationFn: ({ id, full = false }: { readonly id: string; readonly full?: boolean }) =>
      api.call('POST /pipelines/{id}/run', { params: { id }, body: { full } }),
    onSettled: async () => {
      await Promise.all([readAgain(), queryClient.invalidateQueries({ queryKey: ['run'] })]);
    },
  });
}

/** Lets one rest, or run again. */
export function usePausePipeline() {
  return useMutation({
    mutationFn: ({ id, to }: { readonly id: string; readonly to: 'pause' | 'resume' }) =>
      to === 'pause'
        ? api.call('POST /pipelines/{id}/pause', { params: { id } })
        : api.call('POST /pipelines/{id}/resume', { params: { id } }),
    onSettled: readAgain,
  });
}
