import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api, isSignedOut } from './client.ts';
import { queryClient } from './query-client.ts';

/** Who is signed in, and what they may do. */
export type Session = ApiSchemas['Me'];
/** What an account may or may not do, by its role. */
export type Action = Session['actions'][number];

/** Null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await api.call('GET /me', { signal });
    } catch (thrown) {
      // Of somebody who was signed in, that is an end, which leads to the page for it.
      const wasSignedIn = queryClient.getQueryData<Session | null>(['session']) ?? null;
      if (isSignedOut(thrown) && wasSignedIn === null) return null;
      throw thrown;
    }
  },
});

/** Who is signed in. Only for what stands in the shell, which nobody sees signed out. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new Error('Nobody is signed in');
  return data;
}

/** Whether the person may do something: what they may not is not shown. */
export function useMay(action: Action): boolean {
  return useSession().actions.includes(action);
}

/** Signs in with a password. */
export async function signIn(given: { readonly login: string; readonly password: string }): Promise<void> {
  await api.call('POST /sign-in', { body: given });
  await forgetAll();
}

/** Signs out, and forgets what was read. */
export async function signOut(): Promise<void> {
  await api.call('POST /sign-out');
  await forgetAll();
}

/** What another person may not see. */
export async function forgetAll(): Promise<void> {
  await queryClient.cancelQueries();
  queryClient.clear();
}
