import { useQuery } from '@tanstack/react-query';
import { baseUrl } from './client.ts';
import { isSettings, type Settings } from './setting-fields.ts';

/** The OpenAPI document of the service: it changes only with its version. */
export function useApiDocument() {
  return useQuery({
    queryKey: ['api-document'],
    queryFn: async ({ signal }): Promise<Settings> => {
      const answer = await fetch(`${baseUrl}/api/openapi.json`, { signal });
      const document: unknown = await answer.json();
      if (!answer.ok || !isSettings(document)) throw new Error(`The API document has answered ${answer.status}`);
      return document;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
