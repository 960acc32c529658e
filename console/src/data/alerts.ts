import { useMutation } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type Alert = ApiSchemas['Alert'];

/** Which alerts a list shows. */
export interface AlertFilter {
  readonly isOpen: boolean;
  readonly kind?: Alert['kind'] | undefined;
}

/** Alerts, the newest first. */
export function useAlerts({ isOpen, kind }: AlertFilter, paging: Paging): ReadList<Alert> {
  return useList({
    queryKey: ['alert', 'list', isOpen, kind],
    paging,
    read: (page, signal) =>
      api.call('GET /alerts', { query: { isOpen: isOpen ? 'true' : 'false', kind, ...page }, signal }),
  });
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['alert'] });

/** Says that one has it in hand, or that nobody has any more. */
export function useAcknowledgeAlert() {
  return useMutation({
    mutationFn: ({ id, isInHand }: { readonly id: string; readonly isInHand: boolean }) =>
      api.call('POST /alerts/{id}/acknowledge', { params: { id }, body: { isInHand } }),
    onSettled: readAgain,
  });
}

/** Keeps it quiet for a while; undefined lets it speak again. */
export function useSilenceAlert() {
  return useMutation({
    mutationFn: ({ id, forMs }: { readonly id: string; readonly forMs: number | undefined }) => {
      const until = forMs === undefined ? null : new Date(Date.now() + forMs).toISOString();
      return api.call('POST /alerts/{id}/silence', { params: { id }, body: { until } });
    },
    onSettled: readAgain,
  });
}
