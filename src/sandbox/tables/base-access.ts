import { type UserIdType, userIdTypes } from '../people/person.ts';
import type { Exchange } from '../route.ts';
import type { SandboxBase } from './sandbox-base.ts';
import type { SandboxTable } from './sandbox-table.ts';
import type { TableFailures } from './table-failures.ts';

/** The Bases of the tenant by app token, and by the wiki node that holds them. */
export interface BaseRegistry {
  readonly bases: ReadonlyMap<string, SandboxBase>;
  /** Wiki node token → the Base behind it. */
  readonly wikiNodes: ReadonlyMap<string, SandboxBase>;
}

/** The Base of a call, or the refusal the platform gives: a wiki token in its place, an unknown one, one not shared. */
export function baseOf(registry: BaseRegistry, exchange: Exchange, failures: TableFailures): SandboxBase {
  const appToken = exchange.params.app_token ?? '';
  const base = registry.bases.get(appToken);
  if (base === undefined) {
    if (registry.wikiNodes.has(appToken)) throw failures.failure(91402, 'NOTEXIST');
    if (!/^[A-Za-z0-9]{20,}$/.test(appToken)) throw failures.failure(1254003, 'WrongBaseToken');
    throw failures.failure(1254040, 'BaseTokenNotFound');
  }
  if (!base.isShared) throw failures.failure(91403, 'Forbidden');
  return base;
}

/**
 * The table of a call.
 * @throws ApiFailure 1254004 for a malformed id, 1254041 for an unknown one
 */
export function tableOf(base: SandboxBase, exchange: Exchange, failures: TableFailures): SandboxTable {
  const tableId = exchange.params.table_id ?? '';
  if (!/^tbl[A-Za-z0-9]+$/.test(tableId)) throw failures.failure(1254004, 'WrongTableId');
  const table = base.table(tableId);
  if (table === undefined) throw failures.failure(1254041, 'TableIdNotFound');
  return table;
}

/**
 * Reads `page_size` from the query string; 20 when it is absent.
 * @throws ApiFailure 1254011 outside of 1 … `maxSize`
 */
export function pageSizeOf(exchange: Exchange, maxSize: number, failures: TableFailures): number {
  const text = exchange.query.get('page_size');
  if (text === null || text === '') return 20;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > maxSize) {
    throw failures.failure(1254011, `Page size must greater than 0 and not greater than ${maxSize}.`);
  }
  return size;
}

/** The kind of user id that a call asks for; `open_id` where it names none. */
export function userIdTypeOf(value: unknown): UserIdType {
  return userIdTypes.find((type) => type === value) ?? 'open_id';
}
