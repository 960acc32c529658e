/** Which part of a list is wanted: up to `limit` things after the one that `cursor` names, the newest first. */
export interface PageRequest {
  readonly limit: number;
  /** As `Page.next` gave it; the first page without one. */
  readonly cursor?: string | undefined;
}

/** A part of a list. `next` is undefined at its end; `total` counts all that the filter lets through. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
  readonly total: number;
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
