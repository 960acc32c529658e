import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { api } from './client.ts';

const firstPart: string | undefined = undefined;

interface ChatsAsked {
  /** Of the integration. */
  readonly id: string;
  readonly search: string;
  readonly isAsked?: boolean;
}

/** Groups that the bot is in or, by name, can find, part by part. It is asked of the platform each time. */
export function useChats({ id, search, isAsked = true }: ChatsAsked) {
  return useInfiniteQuery({
    queryKey: ['directory', id, 'chats', search],
    queryFn: ({ signal, pageParam: cursor }) =>
      api.call('GET /integrations/{id}/chats', {
        params: { id },
        query: { cursor, ...(search === '' ? {} : { search }) },
        signal,
      }),
    initialPageParam: firstPart,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled: isAsked,
  });
}
