import { isObject, type JsonObject, type JsonValue } from '../util/json.ts';
import type { Endpoint, PageRule } from './endpoint.ts';

const kinds = {
  object: isObject,
  text: (value: JsonValue | undefined) => typeof value === 'string',
} as const;

/** `object` and `text` must be there; a `list` may be left out or null, which then means that it is empty. */
export type ShapeKind = keyof typeof kinds | 'list';

const hasNone = (value: JsonValue | undefined): boolean => value === undefined || value === null;

/**
 * What is wrong with an accepted answer, as the end of a sentence; undefined when it is what its endpoint documents. Looks
 * at as much as tells "there is nothing" from "this is something else".
 */
export function shapeFault(endpoint: Endpoint, body: JsonObject): string | undefined {
  const { page, holds } = endpoint;
  if (page === undefined && holds === undefined) return undefined;
  const { data } = body;
  if (!isObject(data)) return '`data` that is no object';
  for (const [key, kind] of Object.entries(holds ?? {})) {
    const value = data[key];
    if (kind === 'list' ? !hasNone(value) && !Array.isArray(value) : !kinds[kind](value))
      return `\`data.${key}\` that is no ${kind}`;
  }
  return page === undefined ? undefined : pageFault(page, data);
}

/** An empty page may leave its list out; then it says by `has_more` or `total` that it is a page. */
function pageFault({ items, others = [] }: PageRule, data: JsonObject): string | undefined {
  const keys = [items, ...others];
  const wrong = keys.find((key) => !hasNone(data[key]) && !Array.isArray(data[key]));
  if (wrong !== undefined) return `\`data.${wrong}\` that is no list`;
  const isPage = keys.some((key) => Array.isArray(data[key])) || typeof data.has_more === 'boolean' || data.total === 0;
  return isPage ? undefined : `neither \`data.${items}\` nor \`data.has_more\``;
}
