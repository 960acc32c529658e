/** Documented limit, counted per endpoint × app × tenant; both windows hold where both are given. */
export interface RateLimit {
  readonly perSecond?: number;
  readonly perMinute?: number;
}

/** How an endpoint pages. The token goes into the query, under `page_token`, wherever the filter goes. */
export interface PageRule {
  /** Key of the list inside `data`. */
  readonly items: string;
  /** The largest documented `page_size`; the defaults (10 or 20) would cost many times the calls. */
  readonly maxSize: number;
  /** Further lists that page together with it. */
  readonly others?: readonly string[];
  /** The lists hold ids instead of objects: read them from the page's `data`. */
  readonly holdsIds?: boolean;
}

/** `object` and `text` must be there; a `list` may be left out or null, which then means that it is empty. */
export type ShapeKind = 'object' | 'text' | 'list';

/** One operation of the Open Platform. `contract/endpoints.json` is the source of every value; a test compares them. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly limit: RateLimit;
  /** Any one of these is enough; empty when none is needed. */
  readonly scopes: readonly string[];
  readonly page?: PageRule;
  /** What `data` of an accepted answer must hold to count as an answer of this endpoint. */
  readonly holds?: Readonly<Record<string, ShapeKind>>;
  /** Parameter of the path → key of `data` that repeats it: an answer with another value is one to another question. */
  readonly echoes?: Readonly<Record<string, string>>;
}

/** `GET /open-apis/…` as the documentation writes it: for messages, counts and the key of the limits. */
export function endpointLabel(endpoint: Endpoint): string {
  return `${endpoint.method} ${endpoint.path}`;
}

/** The domain of the API (`contact`, `bitable` …). One code can mean different things in two of them. */
export function apiDomain(endpoint: Endpoint): string {
  return endpoint.path.split('/')[2] ?? '';
}
