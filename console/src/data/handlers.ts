import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';
import type { Settings } from './setting-fields.ts';

export type Handler = ApiSchemas['Handler'];
export type HandlerKind = Handler['kind'];
/** What a handler is made of. */
export type NewHandler = ApiOperations['POST /handlers']['asked']['body'];

/** Which handlers a list shows. */
export interface HandlerFilter {
  readonly search?: string | undefined;
  readonly kind?: HandlerKind | undefined;
}

/** Handlers, the newest first. */
export function useHandlers(filter: HandlerFilter = {}, paging: Paging = {}): ReadList<Handler> {
  return useList({
    queryKey: ['handler', 'list', filter],
    paging,
    read: (page, signal) => api.call('GET /handlers', { query: { ...filter, ...page }, signal }),
  });
}

/** One handler; nothing is asked while there is no id. */
export function useHandler(id: string | undefined) {
  return useQuery({
    queryKey: ['handler', id],
    queryFn: ({ signal }) => api.call('GET /handlers/{id}', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['handler'] });
type Versioned = Pick<Handler, 'id' | 'version'>;
type Secrets = Readonly<Record<string, string>>;

/** Makes a handler; the answer holds the key of its signatures, this once. */
export function useCreateHandler() {
  return useMutation({
    mutationFn: (body: NewHandler) => api.call('POST /handlers', { body }),
    onSettled: readAgain,
  });
}

/** Changes its name, or all of its settings; with another host also the secrets that are sent there. */
export function useChangeHandler() {
  return useMutation({
    mutationFn: ({
      id,
      version,
      ...body
    }: Versioned & { readonly name?: string; readonly settings?: Settings; readonly secrets?: Secrets }) =>
      api.call('PATCH /handlers/{id}', { params: { id }, version, body }),
    onSettled: readAgain,
  });
}

/** Puts secrets in the place of those before. */
export function useSetHandlerSecrets() {
  return useMutation({
    mutationFn: ({ id, version, secrets }: Versioned & { readonly secrets: Secrets }) =>
      api.call('PUT /handlers/{id}/secrets', { params: { id }, version, body: { secrets } }),
    onSettled: readAgain,
  });
}

/** Makes another key of signatures, which the answer holds this once. */
export function useRotateSigningKey() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /handlers/{id}/signing-key', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Asks it something that says it is a test. */
export function useTestHandler() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /handlers/{id}/test', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Asks it nothing more, or again. */
export function useEnableHandler() {
  return useMutation({
    mutationFn: ({ id, to }: { readonly id: string; readonly to: 'enable' | 'disable' }) =>
      to === 'enable'
        ? api.call('POST /handlers/{id}/enable', { params: { id } })
        : api.call('POST /handlers/{id}/disable', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Forgets one that no trigger names. */
export function useDeleteHandler() {
  return useMutation({
    mutationFn: ({ id, version }: Versioned) => api.call('DELETE /handlers/{id}', { params: { id }, version }),
    onSuccess: (_, { id }) => queryClient.removeQueries({ queryKey: ['handler', id] }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['handler', 'list'] }),
  });
}
