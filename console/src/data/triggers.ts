import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';
import type { Settings } from './setting-fields.ts';

export type Trigger = ApiSchemas['Trigger'];
/** What a trigger is made of. */
export type NewTrigger = ApiOperations['POST /triggers']['asked']['body'];

/** Which triggers a list shows. */
export interface TriggerFilter {
  readonly search?: string | undefined;
  readonly state?: Trigger['state'] | undefined;
  readonly integrationId?: string | undefined;
  readonly handlerId?: string | undefined;
}

/** Triggers, those of one integration in the order in which they are tried. */
export function useTriggers(filter: TriggerFilter = {}, paging: Paging = {}): ReadList<Trigger> {
  return useList({
    queryKey: ['trigger', 'list', filter],
    paging,
    read: (page, signal) => api.call('GET /triggers', { query: { ...filter, ...page }, signal }),
  });
}

/** One trigger with its draft; nothing is asked while there is no id. */
export function useTrigger(id: string | undefined) {
  return useQuery({
    queryKey: ['trigger', id],
    queryFn: ({ signal }) => api.call('GET /triggers/{id}', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['trigger'] });
type Versioned = Pick<Trigger, 'id' | 'version'>;

/** Makes a draft at the end of those of its integration. */
export function useCreateTrigger() {
  return useMutation({
    mutationFn: (body: NewTrigger) => api.call('POST /triggers', { body }),
    onSettled: readAgain,
  });
}

/** Changes its name, or all of its draft. */
export function useChangeTrigger() {
  return useMutation({
    mutationFn: ({ id, version, ...body }: Versioned & { readonly name?: string; readonly settings?: Settings }) =>
      api.call('PATCH /triggers/{id}', { params: { id }, version, body }),
    onSettled: readAgain,
  });
}

/** Takes nothing more, or takes again what comes from now on. */
export function usePauseTrigger() {
  return useMutation({
    mutationFn: ({ id, to }: { readonly id: string; readonly to: 'pause' | 'resume' }) =>
      to === 'pause'
        ? api.call('POST /triggers/{id}/pause', { params: { id } })
        : api.call('POST /triggers/{id}/resume', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Whether it decides only. */
export function useShadowTrigger() {
  return useMutation({
    mutationFn: ({ id, version, isShadow }: Versioned & { readonly isShadow: boolean }) =>
      api.call('PUT /triggers/{id}/shadow', { params: { id }, version, body: { isShadow } }),
    onSettled: readAgain,
  });
}

/** Puts it at another place among those of its integration. */
export function useMoveTrigger() {
  return useMutation({
    mutationFn: ({ id, position }: { readonly id: string; readonly position: number }) =>
      api.call('POST /triggers/{id}/move', { params: { id }, body: { position } }),
    onSettled: readAgain,
  });
}

/** Whether the draft could be published; the platform is asked. */
export function useCheckTrigger() {
  return useMutation({ mutationFn: (id: string) => api.call('POST /triggers/{id}/check', { params: { id } }) });
}

/** Publishes the draft, if its checks let it. */
export function usePublishTrigger() {
  return useMutation({
    mutationFn: ({ id, version }: Versioned) => api.call('POST /triggers/{id}/publish', { params: { id }, version }),
    onSettled: readAgain,
  });
}

/** Puts what was published once into the draft. */
export function useRestoreVersion() {
  return useMutation({
    mutationFn: ({ id, version, number }: Versioned & { readonly number: number }) =>
      api.call('POST /triggers/{id}/restore', { params: { id }, version, body: { number } }),
    onSettled: readAgain,
  });
}

/** Forgets it with its conversations. */
export function useDeleteTrigger() {
  return useMutation({
    mutationFn: ({ id, version }: Versioned) => api.call('DELETE /triggers/{id}', { params: { id }, version }),
    onSuccess: (_, { id }) => queryClient.removeQueries({ queryKey: ['trigger', id] }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['trigger', 'list'] }),
  });
}
