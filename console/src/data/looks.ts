import { useQueries, useQuery } from '@tanstack/react-query';
import { ApiError } from '../../../src/client/api-error.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { queryClient } from './query-client.ts';

export type SeenThing = ApiSchemas['SeenThing'];

/** Through whose app is looked; of an app of the store, at which company. */
export interface LookPlace {
  readonly id: string;
  readonly tenantKey: string | undefined;
}

const keptMs = 300_000;

/** Modules in whose forms something is looked up. */
export type LookModule = 'base' | 'approval' | 'contact';

/** What is wrong with what was pasted itself: not with the app, nor with the way to the platform. */
const refusals: readonly string[] = [
  'api.input.invalid',
  'config.setting.invalid',
  'lark.document.forbidden',
  'lark.document.missing',
  'lark.entity.missing',
  'lark.parameter.rejected',
  'lark.range.denied',
];

/** Whether the platform does not take what was pasted: as long as it stays, nothing can be read. */
export const isRefused = (thrown: unknown): boolean => thrown instanceof ApiError && refusals.includes(thrown.code);

const lookQuery = ({ id, tenantKey }: LookPlace, module: LookModule, reference: string) => ({
  queryKey: ['look', id, tenantKey, module, reference],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    api.call('POST /integrations/{id}/look', { params: { id }, body: { module, reference, tenantKey }, signal }),
  staleTime: keptMs,
  refetchOnWindowFocus: false,
});

/** What a pasted link, token or code is. */
export function useLook(place: LookPlace, module: LookModule, reference: string) {
  return useQuery(lookQuery(place, module, reference));
}

/** Waits for the look-ups of what a form shows, and says whether one of them was refused. */
export async function hasRefusedLook({ id, tenantKey }: LookPlace): Promise<boolean> {
  const shown = queryClient.getQueryCache().findAll({ queryKey: ['look', id, tenantKey], type: 'active' });
  const asked = shown.filter(({ state }) => state.status === 'pending');
  await Promise.all(asked.map((query) => query.fetch().catch(() => undefined)));
  return shown.some(({ state }) => isRefused(state.error));
}

/** What several are. */
export function useLooks(place: LookPlace, module: LookModule, references: readonly string[]) {
  return useQueries({ queries: references.map((reference) => lookQuery(place, module, reference)) });
}

/** The scopes that an app has. It is asked again when the person comes back from the developer console. */
export function useScopes({ id, tenantKey }: LookPlace) {
  return useQuery({
    queryKey: ['scopes', id, tenantKey],
    queryFn: ({ signal }) =>
      api.call('GET /integrations/{id}/scopes', { params: { id }, query: { tenantKey }, signal }),
    staleTime: 0,
  });
}
