import { isObject, parseJson } from '../../util/json.ts';
import type { JsonAnswer } from '../route.ts';

const prefix = 'AQDempty+/';

/**
 * Turns a page into an empty one with `has_more: true`, as several list pages document. The token it gives out is an alias of
 * the token that the page was asked with, so that the next call gets what was held back.
 */
export class EmptyPages {
  readonly #aliases = new Map<string, string>();
  #made = 0;

  /** Replaces an alias in the query by what it stands for. */
  resolve(query: URLSearchParams): void {
    const token = query.get('page_token');
    if (!token?.startsWith(prefix)) return;
    query.set('page_token', this.#aliases.get(token) ?? token);
  }

  /** The answer as if there were nothing to list: what a withdrawn permission may look like. */
  static nothing(answer: JsonAnswer): JsonAnswer {
    const data = 'dataJson' in answer ? parseJson(answer.dataJson) : answer.data;
    if (!isObject(data) || !('has_more' in data)) return answer;
    const entries = Object.entries(data).map(([key, value]) => [key, Array.isArray(value) ? [] : value]);
    const total = 'total' in data ? { total: 0 } : {};
    return { data: { ...Object.fromEntries(entries), ...total, has_more: false, page_token: '' } };
  }

  /** JsonAnswers without `has_more` are no list and stay as they are. */
  emptied(answer: JsonAnswer, query: URLSearchParams): JsonAnswer {
    const data = 'dataJson' in answer ? parseJson(answer.dataJson) : answer.data;
    if (!isObject(data) || !('has_more' in data)) return answer;
    const alias = `${prefix}${this.#made++}=`;
    this.#aliases.set(alias, query.get('page_token') ?? '');
    const lists = Object.entries(data).filter(([, value]) => Array.isArray(value));
    return {
      data: { ...data, ...Object.fromEntries(lists.map(([key]) => [key, []])), has_more: true, page_token: alias },
    };
  }
}
