import { useMutation } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type Provider = ApiSchemas['SignInProvider'];
/** What a provider is made of. */
export type NewProvider = ApiOperations['POST /settings/sign-in']['asked']['body'];

/** The providers that people can sign in by, the newest first. */
export function useProviders(paging: Paging = {}): ReadList<Provider> {
  return useList({
    queryKey: ['sign_in_provider', 'list'],
    paging,
    read: (page, signal) => api.call('GET /settings/sign-in', { query: page, signal }),
  });
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['sign_in_provider'] });

/** Adds one. */
export function useCreateProvider() {
  return useMutation({
    mutationFn: (body: NewProvider) => api.call('POST /settings/sign-in', { body }),
    onSettled: readAgain,
  });
}

type Versioned = Pick<Provider, 'id' | 'version'>;

/** Changes one, and its client secret where another is given. */
export function useChangeProvider() {
  return useMutation({
    mutationFn: ({ id, version, ...body }: Versioned & Partial<NewProvider>) =>
      api.call('PATCH /settings/sign-in/{id}', { params: { id }, version, body }),
    onSettled: readAgain,
  });
}

/** Takes one away: who came from it can sign in no more. */
export function useDeleteProvider() {
  return useMutation({
    mutationFn: ({ id, version }: Versioned) => api.call('DELETE /settings/sign-in/{id}', { params: { id }, version }),
    onSettled: readAgain,
  });
}
