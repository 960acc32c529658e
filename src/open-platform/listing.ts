import { LarkstreamError, TransientError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { isObject, type JsonValue } from '../util/json.ts';
import { KeyFilter } from '../util/key-filter.ts';
import { plural } from '../util/plural.ts';
import type { Page } from './call.ts';
import { type Endpoint, endpointLabel } from './endpoint.ts';
import { platformCode } from './error-map.ts';

/** Refusals that a smaller page may cure, and how often to repeat the same page before: Base, error tables of search. */
const triesBeforeShrinking: ReadonlyMap<number, number> = new Map([
  [1254030, 0],
  [1255040, 2],
  [1254607, 3],
]);
const minPageSize = 25;
/** Empty pages in a row after which a listing counts as leading nowhere. */
const maxEmptyPages = 1_000;
/** Pages in a row that bring nothing new. Pages that shift while they are read repeat a few entries, never a whole page for long. */
const maxKnownPages = 20;
/** A listing may grow while it is read: up to this many times the total that it declares, and some pages. */
const believableGrowth = 2;
const believablePages = 100;
/** Base answers an invalid page token also with "Fail" or "TooLargeResponse". */
const maybeTokenCodes: ReadonlySet<number> = new Set([1254002, 1254030]);

/** Where the reading of a listing stands. */
export class Listing {
  readonly #endpoint: Endpoint;
  readonly #firstSize: number;
  #size: number;
  #token: string | undefined;
  #tokens = new Set<string>();
  #entries = new KeyFilter();
  #delivered = 0;
  #total: number | undefined;
  #emptyPages = 0;
  #knownPages = 0;
  /** Whether a page came without its list: an empty one may, but only where nothing is missing in the end. */
  #lacksList = false;
  /** What came before the first page of this reading is not known. */
  #startsInside: boolean;
  #hasRestarted = false;
  #isRestart = false;

  constructor(endpoint: Endpoint, size: number, startToken: string | undefined) {
    this.#endpoint = endpoint;
    this.#firstSize = size;
    this.#size = size;
    this.#token = startToken;
    this.#startsInside = startToken !== undefined;
  }

  get size(): number {
    return this.#size;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Repetitions of one page after this code; unbounded when the page cannot become smaller. */
  maxTriesFor(code: number | undefined): number {
    const tries = this.#size > minPageSize ? triesBeforeShrinking.get(code ?? 0) : undefined;
    return tries ?? Number.POSITIVE_INFINITY;
  }

  takeRestart(): boolean {
    const isRestart = this.#isRestart;
    this.#isRestart = false;
    return isRestart;
  }

  /**
   * For each page as it comes. Throws `lark.page.invalid` at the end of a listing that has delivered less than it declares, and of
   * which a page came without its list.
   */
  refuseGap({ hasMore, total = this.#total ?? 0 }: Page, entries: readonly JsonValue[], hasList: boolean): void {
    if (!hasList) this.#lacksList = true;
    if (hasMore || !this.#lacksList || this.#startsInside || this.#delivered + entries.length >= total) return;
    throw this.#error({
      en: `declares ${plural(total, 'entry', 'entries')} but returned a page without its list`,
      zh: `声明共有 ${total} 条数据，却有一页没有返回列表`,
    });
  }

  /** After a page that is not the last. Throws `lark.page.invalid` when what it leads to is no end, or nowhere. */
  advance({ nextToken, total }: Page, entries: readonly JsonValue[]): void {
    this.#emptyPages = entries.length === 0 ? this.#emptyPages + 1 : 0;
    // Looking at the first entry alone is enough while it is new; a page that begins with a known one is looked at whole.
    const [first, ...others] = entries;
    let isKnown = first !== undefined && this.#entries.add(keyOf(first));
    if (isKnown) for (const entry of others) isKnown = this.#entries.add(keyOf(entry)) && isKnown;
    if (entries.length > 0) this.#knownPages = isKnown ? this.#knownPages + 1 : 0;
    this.#delivered += entries.length;
    if (total !== undefined) this.#total = Math.max(total, this.#total ?? 0);
    const fault = this.#fault(nextToken);
    if (fault !== undefined) throw this.#error(fault);
    this.#token = nextToken;
    if (nextToken !== undefined) this.#tokens.add(nextToken);
  }

  /** Smaller pages, or once more from the beginning; false when the error is to be thrown. */
  recover(error: unknown): boolean {
    const code = platformCode(error) ?? 0;
    if ((triesBeforeShrinking.has(code) || isHonestlyOversized(error)) && this.#size > minPageSize) {
      this.#size = Math.max(minPageSize, Math.floor(this.#size / 2));
      return true;
    }
    const isToken = error instanceof LarkstreamError && error.code === 'lark.page.invalid';
    if (this.#token === undefined || this.#hasRestarted || !(isToken || maybeTokenCodes.has(code))) return false;
    this.#token = undefined;
    this.#tokens = new Set();
    this.#entries = new KeyFilter();
    this.#delivered = 0;
    this.#lacksList = false;
    this.#startsInside = false;
    this.#hasRestarted = true;
    this.#isRestart = true;
    return true;
  }

  #fault(token: string | undefined): Message | undefined {
    if (token === undefined)
      return { en: 'declares more pages but returned no page token', zh: '声明还有更多数据，却没有返回分页标记' };
    if (this.#tokens.has(token)) return { en: 'returned the same page token twice', zh: '两次返回同一个分页标记' };
    if (this.#emptyPages > maxEmptyPages)
      return { en: `returned ${maxEmptyPages} empty pages in a row`, zh: `连续返回了 ${maxEmptyPages} 个空页` };
    if (this.#knownPages >= maxKnownPages)
      return {
        en: `returned ${maxKnownPages} pages in a row without a new entry`,
        zh: `连续返回了 ${maxKnownPages} 页，其中没有新数据`,
      };
    const most = (this.#total ?? Number.POSITIVE_INFINITY) * believableGrowth + believablePages * this.#firstSize;
    if (this.#delivered <= most) return undefined;
    return {
      en: `declares ${plural(this.#total ?? 0, 'entry', 'entries')} but returned ${this.#delivered}`,
      zh: `声明共有 ${this.#total} 条数据，却返回了 ${this.#delivered} 条`,
    };
  }

  #error({ en, zh }: Message): TransientError {
    const label = endpointLabel(this.#endpoint);
    return new TransientError({
      code: 'lark.page.invalid',
      message: { en: `${label} ${en}.`, zh: `${label} ${zh}。` },
      details: { endpoint: label },
    });
  }
}

/** Whatever looks like an id in an entry; the whole entry when nothing does. */
function keyOf(entry: JsonValue): string {
  if (!isObject(entry)) return String(entry);
  let key = '';
  for (const name in entry) {
    const value = entry[name];
    if ((name.endsWith('id') || name.endsWith('code')) && typeof value === 'string') key += `${name}=${value}\n`;
  }
  return key === '' ? JSON.stringify(entry) : key;
}

/** Larger than is taken, but it said so: half as many items may fit. An endless body or a bomb says nothing of the kind. */
function isHonestlyOversized(error: unknown): boolean {
  return (
    error instanceof LarkstreamError &&
    error.code === 'lark.answer.oversized' &&
    typeof error.details.sizeBytes === 'number'
  );
}
