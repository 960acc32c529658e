import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type Run = ApiSchemas['RunInDetail'];
/** A run of a list. */
export type ListedRun = ApiSchemas['ListedRun'];
/** An error as runs, attempts and reports tell it. */
export type RunError = NonNullable<ApiSchemas['RunError']>;
export type Attempt = ApiSchemas['Attempt'];

/** Which runs a list shows. */
export interface RunFilter {
  readonly state?: Run['state'] | undefined;
  readonly pipelineId?: string | undefined;
  readonly integrationId?: string | undefined;
  /** Only those that were queued since. */
  readonly lastMs?: number | undefined;
}

/** A run that moves tells so; this is the net below, for when signs are lost. */
const netMs = 2_000;

/** Whether a run waits or works. */
export const isOpen = ({ state }: { readonly state: Run['state'] }): boolean =>
  state === 'queued' || state === 'running';

/** Runs, the newest first. */
export function useRuns({ lastMs, ...filter }: RunFilter, paging: Paging = {}): ReadList<ListedRun> {
  return useList({
    queryKey: ['run', 'list', { ...filter, lastMs }],
    paging,
    read: (page, signal) => {
      const since = lastMs === undefined ? undefined : new Date(Date.now() - lastMs).toISOString();
      return api.call('GET /runs', { query: { ...filter, since, ...page }, signal });
    },
  });
}

/** One run, with why it waits. */
export function useRun(id: string) {
  return useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => api.call('GET /runs/{id}', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOpen(data) ? netMs : false),
  });
}

/** The attempts of a run, the first one first. */
export function useAttempts(id: string) {
  return useQuery({
    queryKey: ['run', id, 'attempts'],
    queryFn: ({ signal }) => api.call('GET /runs/{id}/attempts', { params: { id }, signal }),
  });
}

const readAgain = async (): Promise<void> => {
  await Promise.all(
    ['run', 'pipeline', 'overview'].map((topic) => queryClient.invalidateQueries({ queryKey: [topic] })),
  );
};

/** Ends a run; one that works commits what is there first. */
export function useCancelRun() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /runs/{id}/cancel', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Begins a run that has ended again, as a new one. */
export function useRetryRun() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /runs/{id}/retry', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Runs a pipeline, and believes disappearances that are too large to believe. */
export function useAcceptDeletes() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /pipelines/{id}/accept-deletes', { params: { id } }),
    onSettled: readAgain,
  });
}
