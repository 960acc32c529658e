import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { pageSize, type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type PushedEvent = ApiSchemas['Event'];
/** One event for one consumer. */
export type Delivery = ApiSchemas['Delivery'];
/** What became of an event. */
export type EventTrace = ApiSchemas['EventTrace'];

type Asked = ApiOperations['POST /events/search']['asked']['body'];

/** Which events a list shows. */
export interface EventFilter {
  readonly state?: PushedEvent['state'] | undefined;
  readonly type?: string | undefined;
  readonly integrationId?: string | undefined;
  /** Who has done it. */
  readonly actorId?: string | undefined;
  readonly chatId?: string | undefined;
  /** Whose, of an app of the store. */
  readonly tenantKey?: string | undefined;
  readonly consumer?: string | undefined;
  /** What triggers have made of it; with `triggerId`, what that one has. */
  readonly decision?: Asked['decision'] | undefined;
  /** Why a trigger has not taken it. */
  readonly decisionCode?: Asked['decisionCode'] | undefined;
  readonly triggerId?: string | undefined;
  /** Only those that came since, by the age of it: it moves on with time. */
  readonly lastMs?: number | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** A filter as the API takes it, at this moment. */
export function askedOf({ lastMs, since, ...filter }: EventFilter): Omit<EventFilter, 'lastMs'> {
  return { ...filter, since: lastMs === undefined ? since : new Date(Date.now() - lastMs).toISOString() };
}

/** Events come without a sign: a busy app would give hundreds a second. */
const newEventsMs = 2_000;

interface ListedHow {
  readonly paging: Paging;
  /** New ones appear by themselves. */
  readonly isLive: boolean;
}

/** Events, the newest first. */
export function useEvents(filter: EventFilter, { paging, isLive }: ListedHow): ReadList<PushedEvent> {
  const queryKey = ['event', 'list', filter];
  const list = useList({
    queryKey,
    paging,
    read: (page, signal) => api.call('GET /events', { query: { ...askedOf(filter), ...page }, signal }),
  });
  useQuery({
    queryKey: ['newest_events', filter],
    enabled: isLive && !list.isLoading && !list.isOld,
    refetchInterval: newEventsMs,
    queryFn: async ({ signal }) => {
      const isWhole = await readNewest([...queryKey, undefined], filter, signal);
      if (!isWhole) await queryClient.refetchQueries({ queryKey, type: 'active' });
      return null;
    },
  });
  return list;
}

type EventPage = ApiSchemas['EventList'];
const maxNewest = 200;

/** Of a million events only what is new, or may have moved, is asked for: counting all of them takes its time. False: there is too much of it. */
async function readNewest(listKey: readonly unknown[], filter: EventFilter, signal: AbortSignal): Promise<boolean> {
  const before = queryClient.getQueryData<EventPage>(listKey);
  const [first] = before?.items ?? [];
  // What is decided about leaves the list of what is not.
  if (before === undefined || first === undefined || filter.decision === 'none') return false;
  // Those that wait may be done by now.
  const oldest = before.items.findLast(({ state }) => state === 'pending') ?? first;
  const { receivedAt: since } = oldest;
  const query = { ...askedOf(filter), since, limit: maxNewest };
  const found = await api.call('GET /events', { query, signal });
  if (found.next !== null) return false;
  const older = before.items.filter(({ receivedAt }) => receivedAt < since);
  const items = [...found.items, ...older];
  if (items.length > maxNewest) return false;
  // Of more than are counted, a few more change nothing.
  const { totalIsAtLeast } = before;
  const total = totalIsAtLeast ? before.total : before.total - (before.items.length - older.length) + found.total;
  queryClient.setQueryData<EventPage>(listKey, { ...before, items, total });
  return true;
}

/** What a search has found, and among how many. */
export interface FoundList extends ReadList<PushedEvent> {
  readonly looked: number;
}

/** Events whose content holds a text, part by part. Each search stands in the audit, so it is not repeated by itself. */
export function useFoundEvents(text: string | undefined, filter: EventFilter, paging: Paging): FoundList {
  const query = useQuery({
    queryKey: ['found', text, filter, paging.after],
    enabled: text !== undefined,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) =>
      api.call('POST /events/search', {
        body: { ...askedOf(filter), text: text ?? '', cursor: paging.after, limit: pageSize },
        signal,
      }),
  });
  return {
    items: query.data?.items ?? [],
    total: undefined,
    next: query.data?.next ?? undefined,
    looked: query.data?.looked ?? 0,
    paging,
    isLoading: query.isPending,
    isOld: false,
    error: query.error,
    readAgain: () => void query.refetch(),
  };
}

/** How many events fit a filter and came after one, at least; nothing is asked without one. */
export function useNewEvents(
  filter: EventFilter,
  newest: PushedEvent | undefined,
): { readonly count: number; readonly isAtLeast: boolean } {
  const { data } = useQuery({
    queryKey: ['new_events', filter, newest?.id],
    enabled: newest !== undefined,
    refetchInterval: newEventsMs,
    queryFn: async ({ signal }) => {
      const query = { ...askedOf(filter), since: newest?.receivedAt, limit: 1 };
      const { total, totalIsAtLeast: isAtLeast } = await api.call('GET /events', { query, signal });
      // The newest itself is one of them, but where nobody knows the last.
      return { count: isAtLeast ? total : Math.max(0, total - 1), isAtLeast };
    },
  });
  return (newest === undefined ? undefined : data) ?? { count: 0, isAtLeast: false };
}

/** The types that there are, with how many of each. Counting them reads all events, so it is done once a while. */
export function useEventTypes(integrationId: string | undefined) {
  return useQuery({
    queryKey: ['event_types', integrationId],
    queryFn: ({ signal }) => api.call('GET /events/types', { query: { integrationId }, signal }),
  });
}

const moving: readonly Delivery['state'][] = ['waiting', 'claimed', 'retrying'];
const ends: readonly string[] = ['answered', 'dead', 'discarded', 'cancelled'];

/** Whether somebody is still to work on it, or its answer. */
const isMoving = ({ event, decisions }: EventTrace): boolean =>
  event.deliveries.some(({ state }) => moving.includes(state)) ||
  decisions.some(({ tried }) => tried.some(({ turns }) => turns.some(({ state }) => !ends.includes(state))));

/** One event, and what became of it; followed while somebody is still to work on it. */
export function useEventTrace(id: string) {
  return useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) => api.call('GET /events/{id}/trace', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isMoving(data) ? newEventsMs : false),
  });
}

/** What the platform has pushed. The audit keeps who has read it, so it is read when somebody asks for it, once. */
export function usePayload(id: string, isWanted: boolean) {
  return useQuery({
    queryKey: ['payload', id],
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => api.call('GET /events/{id}/payload', { params: { id }, signal }),
  });
}

/** What may be done with deliveries. */
export const eventSteers = ['replay', 'retry', 'discard'] as const;
/** One of them. */
export type EventSteer = (typeof eventSteers)[number];

interface SteeredEvent {
  readonly id: string;
  readonly steer: EventSteer;
  readonly consumer?: string | undefined;
}

/** Does it with one event, for one consumer or for all that have it. */
export async function steerEvent({ id, steer, consumer }: SteeredEvent): Promise<number> {
  return (await api.call(`POST /events/{id}/${steer}`, { params: { id }, body: { consumer } })).count;
}

/** {@link steerEvent}, and the event is read again. */
export function useSteerEvent() {
  return useMutation({
    mutationFn: steerEvent,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['event'] }),
  });
}
