import { isObject } from '../../util/json.ts';
import { readPageToken } from '../page-token.ts';
import type { UserIdType } from '../people/person.ts';
import type { Answer, Exchange, Route } from '../route.ts';
import type { BaseRegistry } from './base-access.ts';
import { rowTest } from './record-filter.ts';
import { sortKeys } from './record-order.ts';
import type { RecordShape } from './record-renderer.ts';
import type { RecordScan, RowQuery } from './record-scan.ts';
import type { SandboxBase } from './sandbox-base.ts';
import type { SandboxTable } from './sandbox-table.ts';
import type { TableFailures } from './table-failures.ts';
import type { TableOptions } from './table-options.ts';
import type { View } from './view.ts';

/** What the routes that read records share. */
export interface RecordService {
  readonly registry: BaseRegistry;
  readonly scan: RecordScan;
  readonly failures: TableFailures;
  readonly options: TableOptions;
}

/** The routes of records are at this path or below it. */
export const recordsPath = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records';
/** The largest `page_size` of records/search and of the old list. */
export const maxRecordPageSize = 500;
const maxFieldNames = 200;

const readDurationMs = 5;

/** Where overlapping reads are refused, a read counts for as long as its answer is under way, and takes a while. */
export function occupying(service: RecordService): Pick<Route, 'begin' | 'durationMs'> {
  if (service.options.overlappingReads === 'allowed') return {};
  const begin = (params: Readonly<Record<string, string>>): (() => void) => {
    const base = service.registry.bases.get(params.app_token ?? '');
    if (base === undefined) return () => {};
    base.readers++;
    return () => {
      base.readers--;
    };
  };
  return { begin, durationMs: readDurationMs };
}

/** Two reads of one Base at a time compete; the search page answers 1254607 to the later one. */
export function refuseOverlap(base: SandboxBase, failures: TableFailures): void {
  if (base.readers <= 1) return;
  throw failures.failure(1254607, 'Data not ready, please try again later');
}

/** Writes a page as finished JSON text: half a megabyte of records is never built as objects. */
export function pageAnswer(
  base: SandboxBase,
  table: SandboxTable,
  page: { shape: RecordShape; rows: readonly number[]; total: number; next: string | undefined },
): Answer {
  const renderer = base.renderer(table, page.shape);
  let items = '';
  for (const row of page.rows) items += (items === '' ? '' : ',') + renderer.render(row);
  const next = page.next === undefined ? '' : `"page_token":"${page.next}",`;
  return { dataJson: `{"has_more":${page.next !== undefined},"items":[${items}],${next}"total":${page.total}}` };
}

/** A filter or sort that is not empty switches the view off (records/search, view_id). */
export function isNarrowed(body: Readonly<Record<string, unknown>>): boolean {
  const { filter, sort } = body;
  const filtered = isObject(filter) && (listLength(filter.conditions) > 0 || listLength(filter.children) > 0);
  return filtered || listLength(sort) > 0;
}

function listLength(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** Reads `filter` and `sort` of a body; a view's filter counts where the body has none. Refuses what the platform refuses. */
export function rowQuery(
  service: RecordService,
  base: SandboxBase,
  table: SandboxTable,
  asked: { body: Readonly<Record<string, unknown>>; view: View | undefined; userIdType: UserIdType; nowMs: number },
): RowQuery {
  const { body, view, userIdType, nowMs } = asked;
  const context = {
    table,
    userIdType,
    timeZone: base.timeZone,
    nowMs,
    greaterIncludesDay: service.options.greaterIncludesDay,
    failures: service.failures,
  };
  const filter = body.filter ?? view?.filter;
  const test = filter === undefined || filter === null ? undefined : rowTest(filter, context);
  const isAll = isObject(filter) && listLength(filter.conditions) === 0 && listLength(filter.children) === 0;
  return {
    key: JSON.stringify([body.filter ?? null, body.sort ?? null, view?.id ?? null, userIdType]),
    test: isAll ? undefined : test,
    sort: sortKeys(body.sort, table, service.failures),
    view: { userIdType, revision: table.revision },
  };
}

/**
 * The row, or the place in the sorted list, at which the page begins.
 * @throws ApiFailure 1254030 when the token is damaged, expired or of another query
 */
export function startOf(service: RecordService, exchange: Exchange, query: string): number {
  const clock = { nowMs: exchange.nowMs, lifetimeSeconds: service.options.pageTokenLifetimeSeconds };
  const from = readPageToken(exchange.query.get('page_token'), query, clock);
  if (from === undefined) throw service.failures.failure(1254030, 'InvalidPageToken');
  return from;
}

/**
 * Ids of the columns to show: those that the call names, else those that the view does not hide; undefined shows all.
 * @throws ApiFailure 1254024 for more than 200 names, 1254045 for an unknown one
 */
export function shownFields(
  table: SandboxTable,
  names: unknown,
  view: View | undefined,
  failures: TableFailures,
): ReadonlySet<string> | undefined {
  if (names === undefined || names === null || listLength(names) === 0) {
    if (view === undefined || view.hiddenFieldIds.size === 0) return undefined;
    return new Set(table.fields.filter((field) => !view.hiddenFieldIds.has(field.id)).map((field) => field.id));
  }
  if (!Array.isArray(names) || names.length > maxFieldNames) throw failures.failure(1254024, 'InvalidFieldNames');
  const ids = names.map((name: unknown) => {
    const field = table.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw failures.fieldNameNotFound(String(name));
    return field.id;
  });
  return new Set(ids);
}

/** With advanced permissions an app that is no manager sees nothing: an empty success, or 1254302 (search page, faq 4). */
export function hiddenByPermission(service: RecordService, base: SandboxBase): boolean {
  if (!base.isAdvanced) return false;
  if (service.options.advancedPermissions === 'refused') throw service.failures.failure(1254302, 'Permission denied.');
  return true;
}
