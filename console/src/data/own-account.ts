import { useMutation } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList, useWholeList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type SignIn = ApiSchemas['SignIn'];
export type Token = ApiSchemas['Token'];
export type Role = ApiSchemas['Role'];

/** The browsers in which one is signed in, the newest first. */
export function useSignIns(): ReadList<SignIn> {
  return useWholeList({
    queryKey: ['account', 'sign-ins'],
    read: async (signal) => (await api.call('GET /me/sign-ins', { signal })).items,
  });
}

/** The own tokens, the newest first. */
export function useOwnTokens(paging: Paging): ReadList<Token> {
  return useList({
    queryKey: ['token', 'own'],
    paging,
    read: (page, signal) => api.call('GET /me/tokens', { query: page, signal }),
  });
}

const readAgain = (topic: string) => () => queryClient.invalidateQueries({ queryKey: [topic] });

/** Ends one of the own sign-ins. */
export function useEndSignIn() {
  return useMutation({
    mutationFn: (id: string) => api.call('DELETE /me/sign-ins/{id}', { params: { id } }),
    onSettled: readAgain('account'),
  });
}

/** Gives oneself another name. */
export function useRename() {
  return useMutation({
    mutationFn: ({ version, name }: { readonly version: number; readonly name: string }) =>
      api.call('PATCH /me', { version, body: { name } }),
    onSettled: readAgain('session'),
  });
}

/** Sets another password: all other sign-ins end. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (body: { readonly current: string; readonly next: string }) => api.call('POST /me/password', { body }),
    onSettled: readAgain('account'),
  });
}

/** Makes a token; its text is in this answer only. */
export function useCreateToken() {
  return useMutation({
    mutationFn: (body: { readonly name: string; readonly role: Role; readonly days: number }) =>
      api.call('POST /me/tokens', { body }),
    onSettled: readAgain('token'),
  });
}

/** Ends one of the own tokens. */
export function useDeleteOwnToken() {
  return useMutation({
    mutationFn: (id: string) => api.call('DELETE /me/tokens/{id}', { params: { id } }),
    onSettled: readAgain('token'),
  });
}
