import { setImmediate } from 'node:timers/promises';
import { BugError } from '../model/errors.ts';
import { untranslated } from '../model/message.ts';
import { isObject, type JsonObject, type JsonValue, readArray, readNumber, readText } from '../util/json.ts';
import type { JsonText } from '../util/json-text.ts';
import type { CallOptions, Page, PageOptions } from './call.ts';
import { type Endpoint, endpointLabel, type PageRule } from './endpoint.ts';
import { Listing } from './listing.ts';

interface PageAnswer {
  readonly data: JsonObject;
  readonly texts: readonly JsonText[];
}

interface PageSource {
  /** One call's `data`; `maxTriesFor` bounds the repetitions, because a smaller page may help more than patience. */
  readonly call: (options: CallOptions, maxTriesFor: (code: number | undefined) => number) => Promise<PageAnswer>;
  readonly endpoint: Endpoint;
  readonly options: PageOptions;
}

/**
 * Reads a listing to its end, by `has_more` and never by the number of items: pages may be empty in between. The next
 * page is requested before the current one is yielded, so that reader and platform work at the same time (not with `onDemand`).
 * A listing whose token is no longer accepted starts over once; its first page then says `isRestart`.
 */
export async function* readPages({ call, endpoint, options }: PageSource): AsyncGenerator<Page> {
  const rule = endpoint.page;
  if (rule === undefined) {
    throw new BugError({
      code: 'internal.unexpected',
      message: untranslated(`${endpointLabel(endpoint)} does not page`),
    });
  }
  const listing = new Listing(endpoint, options.pageSize ?? rule.maxSize, options.startToken);
  const abandoned = new AbortController();
  const signal = options.signal === undefined ? abandoned.signal : AbortSignal.any([options.signal, abandoned.signal]);
  const fetchPage = async (): Promise<Page> => {
    for (;;) {
      const query = { ...options.query, page_size: listing.size, page_token: listing.token };
      try {
        const answer = await call({ ...options, query, signal }, (code) => listing.maxTriesFor(code));
        const page = readPage(answer, rule, listing.takeRestart());
        listing.refuseGap(page, entriesOf(page.data, rule), hasList(page.data, rule));
        return page;
      } catch (error) {
        if (!listing.recover(error)) throw error;
      }
    }
  };
  try {
    let next = fetchPage();
    for (;;) {
      const page = await next;
      if (page.hasMore) listing.advance(page, entriesOf(page.data, rule));
      if (page.hasMore && options.onDemand !== true) {
        next = fetchPage();
        // A reader that has stopped must not see its failure.
        next.catch(() => {});
        await yieldToEventLoop();
      }
      yield page;
      if (!page.hasMore) return;
      if (options.onDemand === true) next = fetchPage();
    }
  } finally {
    abandoned.abort();
  }
}

/**
 * undici gives a connection free one turn of the event loop after its answer, and writes the next request in the turn after. A reader that
 * works on a page without yielding would delay that request until the work is done, and leave the platform idle.
 */
async function yieldToEventLoop(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

function entriesOf(data: JsonObject, { items, others = [] }: PageRule): JsonValue[] {
  return others.length === 0 ? readArray(data, items) : [items, ...others].flatMap((key) => readArray(data, key));
}

function hasList(data: JsonObject, { items, others = [] }: PageRule): boolean {
  return [items, ...others].some((key) => Array.isArray(data[key]));
}

function readPage({ data, texts }: PageAnswer, rule: PageRule, isRestart: boolean): Page {
  const token = readText(data, 'page_token') ?? readText(data, 'next_page_token') ?? undefined;
  // A few endpoints have no `has_more`: there the presence of a token decides.
  const hasMore = typeof data.has_more === 'boolean' ? data.has_more : token !== undefined;
  const entries = entriesOf(data, rule);
  const items = rule.holdsIds === true ? [] : entries.filter(isObject);
  const readable = rule.holdsIds === true ? entries.filter((entry) => typeof entry === 'string').length : items.length;
  return {
    items,
    unreadable: entries.length - readable,
    data,
    texts,
    hasMore,
    total: readNumber(data, 'total') ?? readNumber(data, 'count') ?? undefined,
    nextToken: hasMore ? token : undefined,
    ...(isRestart ? { isRestart } : {}),
  };
}
