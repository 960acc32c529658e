import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import type { Destination } from './destinations.ts';
import { queryClient } from './query-client.ts';
import type { Settings } from './setting-fields.ts';

/** One destination; nothing is asked while there is no id. */
export function useOneDestination(id: string | undefined) {
  return useQuery({
    queryKey: ['destination', id],
    queryFn: ({ signal }) => api.call('GET /destinations/{id}', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
}

type Versioned = Pick<Destination, 'id' | 'version'>;
const readAgain = () => queryClient.invalidateQueries({ queryKey: ['destination'] });

/** Changes its name, or all of its settings. */
export function useChangeDestination() {
  return useMutation({
    mutationFn: ({ id, version, ...body }: Versioned & { readonly name?: string; readonly settings?: Settings }) =>
      api.call('PATCH /destinations/{id}', { params: { id }, version, body }),
    onSettled: readAgain,
  });
}

/** Gives a database another address. */
export function useSetAddress() {
  return useMutation({
    mutationFn: ({ id, version, url }: Versioned & { readonly url: string }) =>
      api.call('PUT /destinations/{id}/secrets', { params: { id }, version, body: { url } }),
    onSettled: readAgain,
  });
}

/** Forgets one that no pipeline uses. */
export function useDeleteDestination() {
  return useMutation({
    mutationFn: ({ id, version }: Versioned) => api.call('DELETE /destinations/{id}', { params: { id }, version }),
    onSuccess: (_, { id }) => queryClient.removeQueries({ queryKey: ['destination', id] }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['destination', 'list'] }),
  });
}
