import { useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';

/** Calls of the last minute to an endpoint, against its limit. */
export type UsedRate = ApiSchemas['UsedRate'];

/** They move without a sign. */
const readAgainMs = 3_000;

/** What of the platform's limits is used now, the tightest first. */
export function useRates() {
  return useQuery({
    queryKey: ['rates'],
    queryFn: async ({ signal }) => (await api.call('GET /rates', { signal })).items,
    refetchInterval: readAgainMs,
  });
}
