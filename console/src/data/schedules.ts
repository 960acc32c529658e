import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';

/** The runs that schedules are going to begin. */
export type ComingRuns = ApiSchemas['ComingRuns'];

const netMs = 60_000;

/** The runs of the next day, by pipeline. Time goes on without a sign: it is asked again every minute. */
export function useComingRuns() {
  return useQuery({
    queryKey: ['pipeline', 'coming'],
    queryFn: ({ signal }) => api.call('GET /schedules', { signal }),
    refetchInterval: netMs,
    placeholderData: keepPreviousData,
  });
}
