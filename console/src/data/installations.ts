import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type Installation = ApiSchemas['Installation'];
/** Where an installation stands, in the order of its life. */
export const installationStates = ['installed', 'claimed', 'stopped', 'uninstalled'] as const;

/** Which installations a list shows. */
export interface InstallationFilter {
  readonly integrationId?: string | undefined;
  readonly state?: Installation['state'] | undefined;
}

/** Companies that have installed an app of the store, the newest first. */
export function useInstallations(filter: InstallationFilter, paging: Paging = {}): ReadList<Installation> {
  return useList({
    queryKey: ['installation', 'list', filter],
    paging,
    read: (page, signal) => api.call('GET /installations', { query: { ...filter, ...page }, signal }),
  });
}

/** One installation: an address may name one that the list does not show. */
export function useInstallation(id: string) {
  return useQuery({
    queryKey: ['installation', id],
    queryFn: ({ signal }) => api.call('GET /installations/{id}', { params: { id }, signal }),
  });
}

/** Somebody, or the platform, has done something to an installation. */
export type InstallationChange = ApiSchemas['InstallationChange'];

/** What has become of an installation, the newest first. */
export function useInstallationHistory(id: string): ReadList<InstallationChange> {
  return useList({
    queryKey: ['installation', id, 'history'],
    paging: {},
    read: (page, signal) => api.call('GET /installations/{id}/history', { params: { id }, query: page, signal }),
  });
}

/** Makes a link by which somebody binds the company to a draft; the one before is good no more. */
export function useClaimLink() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /installations/{id}/claim-link', { params: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['installation'] }),
  });
}
