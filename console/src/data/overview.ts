import { useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';

export type Overview = ApiSchemas['Overview'];

/** What it tells changes with each run and event: signs would have it read without end. */
const readAgainMs = 3_000;

/** Whether all is well, in figures. */
export function useOverview() {
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => api.call('GET /overview', { signal }),
    refetchInterval: readAgainMs,
  });
}

const shownAlerts = 5;

/** The newest open alerts. */
export function useOpenAlerts() {
  return useQuery({
    queryKey: ['alert', 'open'],
    queryFn: ({ signal }) => api.call('GET /alerts', { query: { isOpen: 'true', limit: shownAlerts }, signal }),
  });
}
