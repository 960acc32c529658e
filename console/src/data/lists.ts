import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import type { Paging } from './search.ts';

/** How many rows a table shows at once. */
export const pageSize = 50;

/** One part of a list, as the API answers it. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly total: number;
  readonly totalIsAtLeast: boolean;
}

/** A part of a list as a table shows it. */
export interface ReadList<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
  /** There may be more than `total`. */
  readonly totalIsAtLeast?: boolean | undefined;
  /** The cursor of the part behind it. */
  readonly next: string | undefined;
  readonly paging: Paging;
  readonly isLoading: boolean;
  /** The rows are those of the question before. */
  readonly isOld: boolean;
  readonly error: Error | null;
  readonly readAgain: () => void;
}

interface ListAsked<Item> {
  /** Begins with the topic of its changes, such as `pipeline`; holds the filter. */
  readonly queryKey: QueryKey;
  readonly paging?: Paging;
  readonly read: (
    page: { readonly cursor: string | undefined; readonly limit: number },
    signal: AbortSignal,
  ) => Promise<ListPage<Item>>;
  /** Of what changes without signs of its topic. */
  readonly everyMs?: number;
}

/** Reads one part of a list of the API. Another filter shows the rows of the last one until its own have come: nothing jumps. */
export function useList<Item>({ queryKey, paging = {}, read, everyMs }: ListAsked<Item>): ReadList<Item> {
  const query = useQuery({
    queryKey: [...queryKey, paging.after],
    queryFn: ({ signal }) => read({ cursor: paging.after, limit: pageSize }, signal),
    placeholderData: keepPreviousData,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
  return {
    items: query.data?.items ?? [],
    total: query.data?.total,
    totalIsAtLeast: query.data?.totalIsAtLeast,
    next: query.data?.next ?? undefined,
    paging,
    isLoading: query.isPending,
    isOld: query.isPlaceholderData,
    error: query.error,
    readAgain: () => void query.refetch(),
  };
}

interface WholeListAsked<Item> {
  readonly queryKey: QueryKey;
  readonly read: (signal: AbortSignal) => Promise<readonly Item[]>;
  /** Of what changes without signs of its topic, such as heartbeats. */
  readonly everyMs?: number;
  /** Under another key, what was there before stays until its own has come. */
  readonly keepsOld?: boolean;
}

/** Reads a list that the API answers at once. */
export function useWholeList<Item>({
  queryKey,
  read,
  everyMs,
  keepsOld = false,
}: WholeListAsked<Item>): ReadList<Item> {
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => read(signal),
    ...(keepsOld ? { placeholderData: keepPreviousData } : {}),
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
  return {
    items: query.data ?? [],
    total: query.data?.length,
    next: undefined,
    paging: {},
    isLoading: query.isPending,
    isOld: false,
    error: query.error,
    readAgain: () => void query.refetch(),
  };
}

/** Things that are there already, as a table takes them. */
export function wholeListOf<Item>(items: readonly Item[]): ReadList<Item> {
  const none = { next: undefined, paging: {}, isLoading: false, isOld: false, error: null, readAgain: () => {} };
  return { ...none, items, total: items.length };
}
