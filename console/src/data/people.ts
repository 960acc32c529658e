import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

/** Somebody who has written to a bot, as it is known from events. */
export type KnownPerson = ApiSchemas['Person'];

/** Which people a list shows. */
export interface PeopleFilter {
  readonly isBlocked?: boolean | undefined;
  readonly search?: string | undefined;
}

/** The people of an integration who are known from events, those who were seen last first. */
export function useKnownPeople(id: string, filter: PeopleFilter, paging: Paging): ReadList<KnownPerson> {
  return useList({
    queryKey: ['person', id, 'list', filter],
    paging,
    read: (page, signal) =>
      api.call('GET /integrations/{id}/people', { params: { id }, query: { ...filter, ...page }, signal }),
  });
}

/** What is known of one of them; null: nobody has heard of the person. */
export function useKnownPerson(id: string, openId: string) {
  return useQuery({
    queryKey: ['person', id, openId],
    queryFn: async ({ signal }) => {
      const { items } = await api.call('GET /integrations/{id}/people', {
        params: { id },
        query: { search: openId },
        signal,
      });
      return items.find((one) => one.openId === openId) ?? null;
    },
  });
}

/** What is decided of a person; what is absent stays, null is none. */
export type PersonChange = NonNullable<ApiOperations['POST /integrations/{id}/people/{openId}']['asked']['body']>;

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['person'] });
interface Place {
  readonly id: string;
  readonly openId: string;
}

/** Blocks a person or lets them be heard, sets their language, and what handlers know them as. */
export function useChangePerson() {
  return useMutation({
    mutationFn: ({ id, openId, ...body }: Place & PersonChange) =>
      api.call('POST /integrations/{id}/people/{openId}', { params: { id, openId }, body }),
    onSettled: readAgain,
  });
}

/** Erases a person and what they have said; gives how many messages that were. */
export function useErasePerson() {
  return useMutation({
    mutationFn: async ({ id, openId }: Place) =>
      (await api.call('POST /integrations/{id}/people/{openId}/erase', { params: { id, openId } })).messages,
    onSettled: async () => {
      await Promise.all(
        ['person', 'chat_session'].map((topic) => queryClient.invalidateQueries({ queryKey: [topic] })),
      );
    },
  });
}
