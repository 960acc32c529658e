import { useMutation } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type Destination = ApiSchemas['Destination'];
/** What a destination is made of. */
export type NewDestination = ApiOperations['POST /destinations']['asked']['body'];

/** Which destinations a list shows. */
export interface DestinationFilter {
  readonly search?: string | undefined;
  readonly type?: string | undefined;
}

/** Destinations, the newest first. */
export function useDestinations(filter: DestinationFilter = {}, paging: Paging = {}): ReadList<Destination> {
  return useList({
    queryKey: ['destination', 'list', filter],
    paging,
    read: (page, signal) => api.call('GET /destinations', { query: { ...filter, ...page }, signal }),
  });
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['destination'] });

/** Makes a destination. */
export function useCreateDestination() {
  return useMutation({
    mutationFn: (body: NewDestination) => api.call('POST /destinations', { body }),
    onSettled: readAgain,
  });
}

/** Tries whether rows can be written there. */
export function useTestDestination() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /destinations/{id}/test', { params: { id } }),
    onSettled: readAgain,
  });
}
