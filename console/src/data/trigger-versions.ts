import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { queryClient } from './query-client.ts';

export type TriggerVersion = ApiSchemas['TriggerVersion'];

const newest: number | undefined = undefined;

/** What was published of a trigger, the newest first, part by part. */
export function useTriggerVersions(id: string) {
  return useInfiniteQuery({
    queryKey: ['trigger', id, 'versions'],
    queryFn: ({ signal, pageParam: before }) =>
      api.call('GET /triggers/{id}/versions', {
        params: { id },
        query: before === undefined ? {} : { before },
        signal,
      }),
    initialPageParam: newest,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** What the draft and a version differ in; without a number, the one that is published. */
export function useDraftDiff(id: string, from: string | undefined) {
  return useQuery({
    queryKey: ['trigger', id, 'diff', from],
    queryFn: async ({ signal }) => {
      const query = from === undefined ? {} : { from };
      return (await api.call('GET /triggers/{id}/diff', { params: { id }, query, signal })).items;
    },
  });
}

/** The code by which people pair themselves; it is a secret, so it is asked for only when somebody wants to see it. */
export function usePairingCode() {
  return useMutation({
    mutationFn: ({ id, isNew }: { readonly id: string; readonly isNew: boolean }) =>
      isNew
        ? api.call('POST /triggers/{id}/pairing-code', { params: { id } })
        : api.call('GET /triggers/{id}/pairing-code', { params: { id } }),
  });
}

/** Who has given the code. */
export function usePaired(id: string) {
  return useQuery({
    queryKey: ['trigger', id, 'paired'],
    queryFn: async ({ signal }) => (await api.call('GET /triggers/{id}/paired', { params: { id }, signal })).items,
  });
}

/** Has somebody give the code again. */
export function useUnpair(id: string) {
  return useMutation({
    mutationFn: (openId: string) => api.call('POST /triggers/{id}/paired/{openId}/unpair', { params: { id, openId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['trigger', id, 'paired'] }),
  });
}
