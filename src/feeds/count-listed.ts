import { toLarkstreamError } from '../model/errors.ts';
import type { Endpoint } from '../open-platform/endpoint.ts';
import type { JsonObject } from '../util/json.ts';
import type { FeedRead } from './feed-context.ts';
import { isFatal } from './is-fatal.ts';

/** The items of a list; `pages` is how many calls it has cost. */
export interface Listed {
  readonly items: readonly JsonObject[];
  readonly pages: number;
  /** The list could not be read to its end: a sync tries it once, and says what is wrong. */
  readonly isEstimate: boolean;
}

/** All of a short list, for a plan. */
export async function countListed(
  endpoint: Endpoint,
  { client, signal }: FeedRead,
  feed: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Listed> {
  const items: JsonObject[] = [];
  let pages = 0;
  try {
    for await (const page of client.pages(endpoint, { query, signal, feed })) {
      pages++;
      items.push(...page.items);
    }
    return { items, pages: Math.max(1, pages), isEstimate: false };
  } catch (thrown) {
    if (isFatal(toLarkstreamError(thrown))) throw thrown;
    return { items, pages: pages + 1, isEstimate: true };
  }
}
