import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

/** What a handler is asked at once. */
export type Turn = ApiSchemas['Turn'];
/** What is said on Lark. */
export type Reply = ApiSchemas['Reply'];

/** Which turns a list shows. */
export interface TurnFilter {
  readonly state?: Turn['state'] | undefined;
  readonly triggerId?: string | undefined;
  readonly sessionId?: string | undefined;
}

/** What moves makes a sign; of a bot that is very busy not for each turn at once. */
const netMs = 30_000;

/** Turns, the newest first. */
export function useTurns(filter: TurnFilter, paging: Paging = {}): ReadList<Turn> {
  return useList({
    queryKey: ['turn', 'list', filter],
    paging,
    everyMs: netMs,
    read: (page, signal) => api.call('GET /turns', { query: { ...filter, ...page }, signal }),
  });
}

/** One turn. */
export function useTurn(id: string) {
  return useQuery({
    queryKey: ['turn', id],
    queryFn: ({ signal }) => api.call('GET /turns/{id}', { params: { id }, signal }),
    refetchInterval: netMs,
  });
}

/** What was said of a turn, the newest first. */
export function useReplies(turnId: string): ReadList<Reply> {
  return useList({
    queryKey: ['turn', turnId, 'replies'],
    everyMs: netMs,
    read: (page, signal) => api.call('GET /replies', { query: { turnId, ...page }, signal }),
  });
}

const readAgain = async (): Promise<void> => {
  await Promise.all(
    ['turn', 'chat_session', 'event'].map((topic) => queryClient.invalidateQueries({ queryKey: [topic] })),
  );
};

/** Asks its handler again, discards it, or stops it. */
export function useSteerTurn() {
  return useMutation({
    mutationFn: ({ id, steer }: { readonly id: string; readonly steer: 'replay' | 'discard' | 'cancel' }) =>
      api.call(`POST /turns/{id}/${steer}`, { params: { id } }),
    onSettled: readAgain,
  });
}

/** Sends what could not be sent again. */
export function useReplayReply() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /replies/{id}/replay', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Which turns are asked again together. */
export type ManyTurns = ApiOperations['POST /turns/replay']['asked']['body'];

/** How many that would be now. */
export function useReplayPlan(many: ManyTurns) {
  return useQuery({
    queryKey: ['turn', 'plan', many],
    queryFn: ({ signal }) => api.call('POST /turns/replay/plan', { body: many, signal }),
  });
}

/** Which dead turns are discarded together. */
export type ManyDead = ApiOperations['POST /turns/discard']['asked']['body'];

/** How many that would be now. */
export function useDiscardPlan(many: ManyDead) {
  return useQuery({
    queryKey: ['turn', 'discard_plan', many],
    queryFn: ({ signal }) => api.call('POST /turns/discard/plan', { body: many, signal }),
  });
}

/** Discards them; gives how many. */
export function useDiscardTurns() {
  return useMutation({
    mutationFn: async (many: ManyDead) => (await api.call('POST /turns/discard', { body: many })).count,
    onSettled: readAgain,
  });
}

/** Asks their handlers again, the oldest first; gives how many. */
export function useReplayTurns() {
  return useMutation({
    mutationFn: async (many: ManyTurns) => (await api.call('POST /turns/replay', { body: many })).count,
    onSettled: readAgain,
  });
}
