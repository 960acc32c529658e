import { useMutation } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useWholeList } from './lists.ts';
import { queryClient } from './query-client.ts';

export type Worker = ApiSchemas['Worker'];

const heartbeatMs = 3_000;

/** The processes of the service. Heartbeats are no changes, so they are asked for again while they are looked at. */
export function useWorkers(): ReadList<Worker> {
  return useWholeList({
    queryKey: ['worker', 'list'],
    read: async (signal) => (await api.call('GET /workers', { signal })).items,
    everyMs: heartbeatMs,
  });
}

/** Has one take no more runs, or take them again. */
export function useDrainWorker() {
  return useMutation({
    mutationFn: ({ id, to }: { readonly id: string; readonly to: 'drain' | 'undrain' }) =>
      to === 'drain'
        ? api.call('POST /workers/{id}/drain', { params: { id } })
        : api.call('POST /workers/{id}/undrain', { params: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['worker'] }),
  });
}
