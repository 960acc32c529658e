import { contractEndpoints } from '../contract.ts';
import { pageToken, readPageToken } from '../page-token.ts';
import { documentedFields, type Projection, projection } from '../projection.ts';
import { ApiFailure, type Exchange, type Route } from '../route.ts';
import type { SandboxSwitches } from '../sandbox-options.ts';
import type { IdTypes } from './contact-payloads.ts';
import type { ContactRange } from './contact-range.ts';
import { rootDepartmentId } from './department.ts';
import type { Directory } from './directory.ts';
import type { Groups } from './groups.ts';
import { userIdTypes } from './person.ts';

/** What the routes of Contact work on. */
export interface ContactService {
  readonly directory: Directory;
  readonly groups: Groups;
  readonly switches: SandboxSwitches;
  /** Replaced as a whole when an administrator changes the app's range. */
  readonly range: () => ContactRange;
}

/** Reads `user_id_type` and `department_id_type`; what is left out is an open id, as documented. */
export function idTypesOf(exchange: Exchange): IdTypes {
  const user = exchange.query.get('user_id_type');
  const department = exchange.query.get('department_id_type');
  return {
    user: userIdTypes.find((type) => type === user) ?? 'open_id',
    department: department === 'department_id' ? 'department_id' : 'open_department_id',
  };
}

/** The open_department_id behind an id of the request's type; undefined when there is no such department. */
export function departmentOf(service: ContactService, id: string, type: IdTypes['department']): string | undefined {
  if (id === rootDepartmentId) return id;
  const { departments } = service.directory;
  return type === 'department_id' ? departments.byCustomId(id)?.openId : departments.get(id)?.openId;
}

/** A page, and the keys that say whether another one follows. */
export interface Page<T> {
  readonly items: readonly T[];
  /** `has_more` and, when there is more, `page_token`. */
  readonly paging: { readonly has_more: boolean; readonly page_token?: string };
}

/** Cuts one page out of a list; the page token fits only a request with the same path and parameters. */
export function pageOf<T>(
  list: readonly T[],
  exchange: Exchange,
  options: { readonly defaultSize: number; readonly lifetimeSeconds: number | null },
): Page<T> {
  const size = Number(exchange.query.get('page_size') || options.defaultSize);
  const clock = { nowMs: exchange.nowMs, lifetimeSeconds: options.lifetimeSeconds };
  const query = queryKey(exchange);
  const at = readPageToken(exchange.query.get('page_token'), query, clock);
  if (at === undefined) throw new ApiFailure(40012, 'page token is invalid error');
  const end = at + size;
  const items = list.slice(at, end);
  if (end >= list.length) return { items, paging: { has_more: false } };
  return { items, paging: { has_more: true, page_token: pageToken(query, end, exchange.nowMs) } };
}

/** One projection per endpoint and set of scopes. */
export function projector(method: Route['method'], path: string, key: string): (exchange: Exchange) => Projection {
  const fields = documentedFields(contractEndpoints().get(`${method} ${path}`)?.response ?? [], key);
  const known = new WeakMap<ReadonlySet<string>, Projection>();
  return ({ scopes }) => {
    const project = known.get(scopes) ?? projection(fields, scopes);
    known.set(scopes, project);
    return project;
  };
}

/** The texts of an array in a body. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function queryKey({ params, query }: Exchange): string {
  const own = [...query].filter(([name]) => name !== 'page_token' && name !== 'page_size');
  return JSON.stringify([params, own.sort()]);
}
