import { pageToken, readPageToken } from '../page-token.ts';
import type { Exchange } from '../route.ts';
import { refusal } from './refusals.ts';

/** What decides a page: its kind and filter, how many there are at most, and the code for a token that is not good. */
export interface PageOptions {
  readonly query: string;
  readonly defaultSize: number;
  readonly badToken: number;
  readonly lifetimeSeconds: number | null;
}

/** A page of a list, in the form that chats, messages and reactions share. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly page_token: string;
  readonly has_more: boolean;
}

/** Cuts a page out of everything that is found. */
export function pageOf<T>(all: readonly T[], { query: asked, nowMs }: Exchange, options: PageOptions): Page<T> {
  const { query, defaultSize, badToken, lifetimeSeconds } = options;
  const from = readPageToken(asked.get('page_token'), query, { nowMs, lifetimeSeconds });
  if (from === undefined) throw refusal(badToken, 'invalid page_token');
  const size = Number(asked.get('page_size') || defaultSize);
  const end = from + size;
  const hasMore = end < all.length;
  return {
    items: all.slice(from, end),
    page_token: hasMore ? pageToken(query, end, nowMs) : '',
    has_more: hasMore,
  };
}
