import { useQuery } from '@tanstack/react-query';
import { useLanguage } from '../texts/texts.ts';
import { api } from './client.ts';

/** The schemas of the settings of triggers and handlers, in the language of the person; they change only with the version of the service. */
export function useTriggerCatalogue() {
  const language = useLanguage();
  return useQuery({
    queryKey: ['catalogue', 'triggers', language],
    queryFn: ({ signal }) => api.call('GET /catalogue/triggers', { query: { language }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
