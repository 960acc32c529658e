import { useQueries, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';

export type SeenThing = ApiSchemas['SeenThing'];

/** Through whose app is looked; of an app of the store, at which company. */
export interface LookPlace {
  readonly id: string;
  readonly tenantKey: string | undefined;
}

const keptMs = 300_000;

const lookQuery = ({ id, tenantKey }: LookPlace, module: 'base' | 'approval', reference: string) => ({
  queryKey: ['look', id, tenantKey, module, reference],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    api.call('POST /integrations/{id}/look', { params: { id }, body: { module, reference, tenantKey }, signal }),
  staleTime: keptMs,
  refetchOnWindowFocus: false,
});

/** What a pasted link, token or code is. */
export function useLook(place: LookPlace, module: 'base' | 'approval', reference: string) {
  return useQuery(lookQuery(place, module, reference));
}

/** What several are. */
export function useLooks(place: LookPlace, module: 'base' | 'approval', references: readonly string[]) {
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
