import { useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { useLanguage } from '../texts/texts.ts';
import { api } from './client.ts';

export type CatalogueEntry = ApiSchemas['CatalogueEntry'];
export type CatalogueModule = CatalogueEntry['modules'][number];

/** What can be connected; it changes only with the version of the service. */
export function useCatalogue() {
  const language = useLanguage();
  return useQuery({
    queryKey: ['catalogue', language],
    queryFn: ({ signal }) => api.call('GET /catalogue', { query: { language }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
