import { setImmediate } from 'node:timers/promises';
import { BugError, LarkstreamError, TransientError } from '../model/errors.ts';
import { untranslated } from '../model/message.ts';
import { type JsonObject, readNumber, readObjects, readText } from '../util/json.ts';
import type { JsonText } from '../util/json-text.ts';
import type { CallOptions, Page, PageOptions } from './call.ts';
import { type Endpoint, endpointLabel } from './endpoint.ts';
import { platformCode } from './error-map.ts';

export interface PageAnswer {
  readonly data: JsonObject;
  readonly texts: readonly JsonText[];
}

export interface PageSource {
  /** One call's `data`; `triesFor` bounds the repetitions, because a smaller page may help more than patience. */
  readonly call: (options: CallOptions, triesFor: (code: number | undefined) => number) => Promise<PageAnswer>;
  readonly endpoint: Endpoint;
  readonly options: PageOptions;
}

/** Refusals that a smaller page may cure, and how often to repeat the same page before: Base, error tables of search. */
const triesBeforeShrinking: ReadonlyMap<number, number> = new Map([
  [1254030, 0],
  [1255040, 2],
  [1254607, 3],
]);
const smallestPage = 25;
/** Empty pages in a row after which a listing counts as leading nowhere. */
const mostEmptyPages = 1_000;
/** In Base, what happens to a token that has become invalid is also told as "Fail" or "TooLargeResponse". */
const maybeTokenCodes: ReadonlySet<number> = new Set([1254002, 1254030]);

/**
 * Reads a listing to its end, by `has_more` and never by the number of items: pages may be empty in between. The next
 * page is asked for before the current one is handed out, so that reader and platform work at the same time.
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
  const listing = new Listing(options.pageSize ?? rule.maxSize, options.startToken);
  const abandoned = new AbortController();
  const signal = options.signal === undefined ? abandoned.signal : AbortSignal.any([options.signal, abandoned.signal]);
  const fetchPage = async (): Promise<Page> => {
    for (;;) {
      const query = { ...options.query, page_size: listing.size, page_token: listing.token };
      try {
        const answer = await call({ ...options, query, signal }, (code) => listing.triesFor(code));
        return readPage(answer, rule.items, listing.takeRestart());
      } catch (error) {
        if (!listing.recover(error)) throw error;
      }
    }
  };
  try {
    let next = fetchPage();
    for (;;) {
      const page = await next;
      if (page.hasMore) {
        listing.advance(page.nextToken, page.items.length, endpoint);
        next = fetchPage();
        // Whoever stops reading does not hear of it.
        next.catch(() => {});
        await letItGo();
      }
      yield page;
      if (!page.hasMore) return;
    }
  } finally {
    abandoned.abort();
  }
}

/**
 * undici gives a connection free one turn of the event loop after its answer, and writes the next request in the turn after. Whoever
 * works on a page without giving way would keep that request back until the work is done, and the platform idle.
 */
async function letItGo(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

/** Where the reading of a listing stands. */
class Listing {
  #size: number;
  #token: string | undefined;
  #seen = new Set<string>();
  #emptyPages = 0;
  #hasRestarted = false;
  #isRestart = false;

  constructor(size: number, startToken: string | undefined) {
    this.#size = size;
    this.#token = startToken;
  }

  get size(): number {
    return this.#size;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Repetitions of one page after this code; unbounded when the page cannot become smaller. */
  triesFor(code: number | undefined): number {
    const tries = this.#size > smallestPage ? triesBeforeShrinking.get(code ?? 0) : undefined;
    return tries ?? Number.POSITIVE_INFINITY;
  }

  takeRestart(): boolean {
    const isRestart = this.#isRestart;
    this.#isRestart = false;
    return isRestart;
  }

  /** Throws `lark.page.invalid` when the platform says that there is more but not where, leads in a circle or nowhere. */
  advance(token: string | undefined, items: number, endpoint: Endpoint): void {
    this.#emptyPages = items === 0 ? this.#emptyPages + 1 : 0;
    if (token === undefined || this.#seen.has(token) || this.#emptyPages > mostEmptyPages) {
      const what =
        token === undefined
          ? { en: 'gave no page token although it has more', zh: '表示还有更多，却没有给出分页标记' }
          : this.#seen.has(token)
            ? { en: 'repeated a page token', zh: '重复了同一个分页标记' }
            : { en: `gave ${mostEmptyPages} empty pages in a row`, zh: `连续返回 ${mostEmptyPages} 个空页` };
      throw new TransientError({
        code: 'lark.page.invalid',
        message: { en: `${endpointLabel(endpoint)} ${what.en}.`, zh: `${endpointLabel(endpoint)} ${what.zh}。` },
        details: { endpoint: endpointLabel(endpoint) },
      });
    }
    this.#seen.add(token);
    this.#token = token;
  }

  /** Smaller pages, or once more from the beginning; false when the error is to be handed on. */
  recover(error: unknown): boolean {
    const code = platformCode(error) ?? 0;
    if (triesBeforeShrinking.has(code) && this.#size > smallestPage) {
      this.#size = Math.max(smallestPage, Math.floor(this.#size / 2));
      return true;
    }
    const isToken = error instanceof LarkstreamError && error.code === 'lark.page.invalid';
    if (this.#token === undefined || this.#hasRestarted || !(isToken || maybeTokenCodes.has(code))) return false;
    this.#token = undefined;
    this.#seen = new Set();
    this.#hasRestarted = true;
    this.#isRestart = true;
    return true;
  }
}

function readPage({ data, texts }: PageAnswer, items: string, isRestart: boolean): Page {
  const token = readText(data, 'page_token') ?? readText(data, 'next_page_token') ?? undefined;
  // A few endpoints have no `has_more`: there the presence of a token decides.
  const hasMore = typeof data.has_more === 'boolean' ? data.has_more : token !== undefined;
  return {
    items: readObjects(data, items),
    data,
    texts,
    hasMore,
    total: readNumber(data, 'total') ?? readNumber(data, 'count') ?? undefined,
    nextToken: hasMore ? token : undefined,
    ...(isRestart ? { isRestart } : {}),
  };
}
