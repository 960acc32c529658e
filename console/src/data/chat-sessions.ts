import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

/** A conversation with a bot; who is signed in is another session. */
export type ChatSession = ApiSchemas['Session'];
/** Something that was said in one. */
export type SaidMessage = ApiSchemas['Transcript']['items'][number];

/** Which conversations a list shows. */
export interface ChatSessionFilter {
  readonly state?: ChatSession['state'] | undefined;
  readonly chatKind?: ChatSession['chatKind'] | undefined;
  readonly integrationId?: string | undefined;
  readonly triggerId?: string | undefined;
  readonly handlerId?: string | undefined;
  readonly search?: string | undefined;
}

/** What is said makes a sign; of a bot that is very busy not for each conversation at once. */
const netMs = 30_000;

/** Conversations, the newest first. */
export function useChatSessions(filter: ChatSessionFilter, paging: Paging): ReadList<ChatSession> {
  return useList({
    queryKey: ['chat_session', 'list', filter],
    paging,
    everyMs: netMs,
    read: (page, signal) => api.call('GET /sessions', { query: { ...filter, ...page }, signal }),
  });
}

/** One conversation, without what was said in it. */
export function useChatSession(id: string) {
  return useQuery({
    queryKey: ['chat_session', id],
    queryFn: ({ signal }) => api.call('GET /sessions/{id}', { params: { id }, signal }),
    refetchInterval: netMs,
  });
}

const newest: string | undefined = undefined;

/** What was said, the newest part first. The audit keeps who has read it, so it is read when somebody asks for it, and not by itself again. */
export function useTranscript(id: string, isWanted: boolean) {
  return useInfiniteQuery({
    queryKey: ['transcript', id],
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    queryFn: ({ signal, pageParam: before }) =>
      api.call('GET /sessions/{id}/messages', { params: { id }, query: { before }, signal }),
    initialPageParam: newest,
    getNextPageParam: ({ before }) => before ?? undefined,
  });
}

/** What people do with one; each has an act that takes it back, or another that goes on. */
export type SessionSteer = 'close' | 'pin' | 'unpin' | 'hand-over' | 'take-back' | 'continue' | 'reset' | 'fork';

const readAgain = async (): Promise<void> => {
  await Promise.all(['chat_session', 'turn'].map((topic) => queryClient.invalidateQueries({ queryKey: [topic] })));
};

/** Does it. The answer of `reset` and `fork` is the conversation that takes its place. */
export function useSteerSession() {
  return useMutation({
    mutationFn: ({ id, steer }: { readonly id: string; readonly steer: SessionSteer }) =>
      api.call(`POST /sessions/{id}/${steer}`, { params: { id } }),
    onSettled: readAgain,
  });
}

/** Erases it with all that was said. */
export function useEraseSession() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /sessions/{id}/erase', { params: { id } }),
    onSuccess: (_, id) => {
      queryClient.removeQueries({ queryKey: ['transcript', id] });
      return queryClient.invalidateQueries({ queryKey: ['chat_session', 'list'] });
    },
  });
}
