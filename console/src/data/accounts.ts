import { useMutation } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import type { Role, Token } from './own-account.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type Account = ApiSchemas['Account'];

/** Which accounts a list shows. */
export interface AccountFilter {
  readonly search?: string | undefined;
  readonly role?: Role | undefined;
}

/** Accounts, the newest first. */
export function useAccounts(filter: AccountFilter, paging: Paging = {}): ReadList<Account> {
  return useList({
    queryKey: ['account', 'list', filter],
    paging,
    read: (page, signal) => api.call('GET /accounts', { query: { ...filter, ...page }, signal }),
  });
}

const mostNamed = 200;

/** The newest accounts, for their names. */
export function useNamedAccounts(): readonly Account[] {
  return useList({
    queryKey: ['account', 'named'],
    read: (_, signal) => api.call('GET /accounts', { query: { limit: mostNamed }, signal }),
  }).items;
}

/** The tokens of everybody, the newest first. */
export function useTokens(accountId: string | undefined, paging: Paging): ReadList<Token> {
  return useList({
    queryKey: ['token', 'list', accountId],
    paging,
    read: (page, signal) => api.call('GET /tokens', { query: { accountId, ...page }, signal }),
  });
}

const readAgain = (topic: string) => () => queryClient.invalidateQueries({ queryKey: [topic] });

/** Makes an account; the link in the answer lets its person set a password. */
export function useInvite() {
  return useMutation({
    mutationFn: (body: { readonly name: string; readonly login: string; readonly role: Role }) =>
      api.call('POST /accounts', { body }),
    onSettled: readAgain('account'),
  });
}

interface ChangedAccount {
  readonly account: Pick<Account, 'id' | 'version'>;
  readonly name?: string;
  readonly role?: Role;
  readonly isDisabled?: boolean;
}

/** Changes its role; locks or unlocks it. */
export function useChangeAccount() {
  return useMutation({
    mutationFn: ({ account: { id, version }, ...body }: ChangedAccount) =>
      api.call('PATCH /accounts/{id}', { params: { id }, version, body }),
    onSettled: readAgain('account'),
  });
}

/** Deletes it with its sign-ins and tokens. */
export function useDeleteAccount() {
  return useMutation({
    mutationFn: ({ id, version }: Pick<Account, 'id' | 'version'>) =>
      api.call('DELETE /accounts/{id}', { params: { id }, version }),
    onSettled: readAgain('account'),
  });
}

/** Makes a new link for setting the password. */
export function useResetLink() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /accounts/{id}/reset-password', { params: { id } }),
  });
}

/** Ends a token of anybody. */
export function useDeleteToken() {
  return useMutation({
    mutationFn: (id: string) => api.call('DELETE /tokens/{id}', { params: { id } }),
    onSettled: readAgain('token'),
  });
}
