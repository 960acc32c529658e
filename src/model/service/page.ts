/** Which part of a list is wanted: up to `limit` things after the one that `cursor` names, the newest first. */
export interface PageRequest {
  readonly limit: number;
  /** As `Page.next` gave it; the first page without one. */
  readonly cursor?: string | undefined;
}

/** How many a filter lets through. Of many more nobody counts the last: that takes longer the more there are. */
export interface Total {
  readonly total: number;
  /** There are so many, and maybe more. */
  readonly totalIsAtLeast: boolean;
}

/** As many are counted. */
export const mostCounted = 10_000;

/** A count of up to one more than `mostCounted`. */
export function totalOf(counted: number): Total {
  return { total: Math.min(counted, mostCounted), totalIsAtLeast: counted > mostCounted };
}

/** A part of a list. `next` is undefined at its end; `total` is of all that the filter lets through. */
export interface Page<T> extends Total {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

const pageSize = 200;

/** Everything of a list, page by page, the newest first. */
export async function* eachOf<T>(
  page: (request: PageRequest) => Promise<Pick<Page<T>, 'items' | 'next'>>,
): AsyncGenerator<T> {
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await page({ limit: pageSize, cursor });
    yield* items;
    if (next === undefined) return;
    cursor = next;
  }
}
