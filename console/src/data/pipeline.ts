import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { usePipeline } from './pipelines.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

/** One pipeline, with what keeps it from running. */
export type CheckedPipeline = ApiSchemas['CheckedPipeline'];
export type Schedule = ApiSchemas['Schedule'];
/** Somebody has done something to a pipeline. */
export type PipelineChange = ApiSchemas['PipelineChange'];
/** What a tenant has for a pipeline. */
export type FoundStream = ApiSchemas['FoundStream'];

/** One pipeline as it stands now: its settings change with signs of pipelines, how it stands with those of runs. */
export function usePipelineNow(id: string) {
  const asked = usePipeline(id);
  const standing = useQuery({
    queryKey: ['run', 'standing', id],
    queryFn: ({ signal }) => api.call('GET /pipelines/{id}', { params: { id }, signal }),
  });
  const data = standing.dataUpdatedAt > asked.dataUpdatedAt ? standing.data : asked.data;
  return { data, error: asked.error };
}

const readAgain = async (): Promise<void> => {
  await Promise.all(['pipeline', 'run'].map((topic) => queryClient.invalidateQueries({ queryKey: [topic] })));
};

type Changed = ApiOperations['PATCH /pipelines/{id}']['asked']['body'] & Pick<CheckedPipeline, 'id' | 'version'>;

/** Changes a pipeline from its next run on. */
export function useChangePipeline() {
  return useMutation({
    mutationFn: ({ id, version, ...body }: Changed) =>
      api.call('PATCH /pipelines/{id}', { params: { id }, version, body }),
    onSettled: readAgain,
  });
}

/** Lets a draft run by its schedule. */
export function useActivatePipeline() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /pipelines/{id}/activate', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Runs it now, and believes that what is missing is gone. */
export function useBelieveDeletes() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /pipelines/{id}/accept-deletes', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Drops the tables of streams and reads them again. */
export function useResetStreams() {
  return useMutation({
    mutationFn: ({ id, streams }: { readonly id: string; readonly streams: readonly string[] }) =>
      api.call('POST /pipelines/{id}/reset', { params: { id }, body: { streams } }),
    onSettled: readAgain,
  });
}

/** Forgets a pipeline with its runs; what it has written stays. */
export function useDeletePipeline() {
  return useMutation({
    mutationFn: ({ id, version }: Pick<CheckedPipeline, 'id' | 'version'>) =>
      api.call('DELETE /pipelines/{id}', { params: { id }, version }),
    onSuccess: (_, { id }) => {
      queryClient.removeQueries({ queryKey: ['pipeline', id] });
      queryClient.removeQueries({ queryKey: ['run', 'standing', id] });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['pipeline', 'list'] }),
  });
}

/** Who has done what to a pipeline, the newest first. */
export function usePipelineHistory(id: string, paging: Paging): ReadList<PipelineChange> {
  return useList({
    queryKey: ['pipeline', id, 'history'],
    paging,
    read: (page, signal) => api.call('GET /pipelines/{id}/history', { params: { id }, query: page, signal }),
  });
}

/** The streams that the tenant has for it. The platform is asked, so not again by itself. */
export function useDiscovered(id: string, isAsked: boolean) {
  return useQuery({
    queryKey: ['discovered', id],
    queryFn: ({ signal }) => api.call('POST /pipelines/{id}/discover', { params: { id }, signal }),
    staleTime: 10 * 60_000,
    refetchOnWindowFocus: false,
    enabled: isAsked,
  });
}

/** The first rows of a stream, as the platform gives them now. */
export function usePreview(id: string, stream: string, isAsked: boolean) {
  return useQuery({
    queryKey: ['preview', id, stream],
    queryFn: ({ signal }) =>
      api.call('POST /pipelines/{id}/preview', { params: { id }, body: { stream, rows: 10 }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    enabled: isAsked,
  });
}

/** Pipelines that write to a destination, the newest first. */
export function usePipelinesInto(destinationId: string): ReadList<ApiSchemas['Pipeline']> {
  return useList({
    queryKey: ['pipeline', 'list', { destinationId }],
    read: (page, signal) => api.call('GET /pipelines', { query: { destinationId, ...page }, signal }),
  });
}
