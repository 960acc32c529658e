import { useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import type { Paging } from './search.ts';

export type Integration = ApiSchemas['Integration'];

/** Integrations, the newest first. */
export function useIntegrations(
  filter: { readonly search?: string | undefined } = {},
  paging: Paging = {},
): ReadList<Integration> {
  return useList({
    queryKey: ['integration', 'list', filter],
    paging,
    read: (page, signal) => api.call('GET /integrations', { query: { ...filter, ...page }, signal }),
  });
}

/** One integration. */
export function useIntegration(id: string) {
  return useQuery({
    queryKey: ['integration', id],
    queryFn: ({ signal }) => api.call('GET /integrations/{id}', { params: { id }, signal }),
  });
}
