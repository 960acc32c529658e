import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { queryClient } from './query-client.ts';

export type MasterKeys = ApiSchemas['MasterKeys'];
export type MasterKey = MasterKeys['items'][number];

/** The master keys, the current one first. Which processes hold them changes with their heartbeats, without a sign. */
export function useMasterKeys() {
  return useQuery({
    queryKey: ['keys', 'list'],
    queryFn: ({ signal }) => api.call('GET /keys', { signal }),
    refetchInterval: 10_000,
  });
}

const mostRead = 200;

/** When keys were made, by their names, as far as the audit goes back. */
export function useKeyTimes(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ['keys', 'times'],
    queryFn: async ({ signal }) => {
      const actions = ['keys.rotate', 'keys.add'];
      const read = actions.map((action) => api.call('GET /audit', { query: { action, limit: mostRead }, signal }));
      // The oldest line of a key is that of its making.
      const lines = (await Promise.all(read)).flatMap(({ items }) => items).toSorted((a, b) => (a.at < b.at ? 1 : -1));
      return new Map(lines.map(({ at, detail }) => [String(detail.key), at]));
    },
  });
  return data ?? new Map();
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['keys'] });

/** Opens every secret. */
export function useVerifyKeys() {
  return useMutation({ mutationFn: () => api.call('POST /keys/verify') });
}

/** Makes a key the current one, and wraps all secrets with it: a new one where none is named. */
export function useRotateKeys() {
  return useMutation({
    mutationFn: (id: string | undefined) =>
      id === undefined ? api.call('POST /keys/rotate') : api.call('POST /keys/{id}/rotate', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Adds a key that wraps nothing yet. */
export function useAddKey() {
  return useMutation({ mutationFn: () => api.call('POST /keys/add'), onSettled: readAgain });
}

/** Removes a key that wraps nothing any more. */
export function useRetireKey() {
  return useMutation({
    mutationFn: ({ id, isUnusedElsewhere }: { readonly id: string; readonly isUnusedElsewhere: boolean }) =>
      api.call('POST /keys/{id}/retire', { params: { id }, body: { isUnusedElsewhere } }),
    onSettled: readAgain,
  });
}
