import { pageToken } from '../page-token.ts';
import { isSet } from '../query-flag.ts';
import type { Answer, Exchange, Route } from '../route.ts';
import { baseOf, pageSizeOf, tableOf, userIdTypeOf } from './base-access.ts';
import { viewOf } from './metadata-routes.ts';
import {
  hiddenByPermission,
  maxRecordPageSize,
  occupying,
  pageAnswer,
  type RecordService,
  recordsPath,
  refuseOverlap,
  rowQuery,
  shownFields,
  startOf,
} from './record-queries.ts';
import type { RecordShape } from './record-renderer.ts';
import type { TableFailures } from './table-failures.ts';

/** GET …/records, no longer recommended by the platform but still answered. */
export function listRoute(service: RecordService): Route {
  return {
    method: 'GET',
    path: recordsPath,
    handle: (exchange) => historicList(service, exchange),
    ...occupying(service),
  };
}

/** The historic list: every parameter in the query string, texts and numbers as strings, page token = a record id. */
function historicList(service: RecordService, exchange: Exchange): Answer {
  const { failures } = service;
  const base = baseOf(service.registry, exchange, failures);
  refuseOverlap(base, failures);
  const table = tableOf(base, exchange, failures);
  const size = pageSizeOf(exchange, maxRecordPageSize, failures);
  const asked = exchange.query;
  if (asked.get('filter')) throw failures.invalidFilter('formula filters are not simulated; use records/search');
  const view = asked.get('sort') ? undefined : viewOf(table, asked.get('view_id'), failures);
  const userIdType = userIdTypeOf(asked.get('user_id_type'));
  const body = { sort: listSort(asked.get('sort'), failures) };
  const query = rowQuery(service, base, table, { body, view, userIdType, nowMs: exchange.nowMs });
  const names = asked.get('field_names');
  const shape: RecordShape = {
    style: 'list',
    userIdType,
    automaticFields: isSet(asked, 'automatic_fields'),
    textAsArray: isSet(asked, 'text_field_as_array'),
    fieldIds: shownFields(
      table,
      names ? readList(names, () => failures.failure(1254024, 'InvalidFieldNames')) : undefined,
      view,
      failures,
    ),
  };
  if (hiddenByPermission(service, base)) return { data: { has_more: false, items: [], total: 0 } };
  const after = asked.get('page_token') ?? '';
  const key = `${table.id}/${query.key}`;
  const sorted = query.sort.length > 0;
  const from = sorted ? startOf(service, exchange, key) : after === '' ? 0 : table.ids.rowOf(after) + 1;
  if (!sorted && after !== '' && from === 0) throw failures.failure(1254030, 'InvalidPageToken');
  const page = service.scan.page(table, query, from, size);
  const last = page.rows.at(-1);
  const following = sorted ? pageToken(key, page.next ?? 0, exchange.nowMs) : table.ids.idOf(last ?? 0);
  const next = page.next === undefined ? undefined : following;
  return pageAnswer(base, table, { shape, rows: page.rows, total: table.liveRows, next });
}

/** `["Name DESC"]` as the list endpoint writes a sort. */
function listSort(text: string | null, failures: TableFailures): unknown {
  if (!text) return undefined;
  const entries = readList(text, () => failures.invalidSort('sort is no JSON list'));
  return entries.map((entry) => ({ field_name: entry.replace(/ (ASC|DESC)$/, ''), desc: entry.endsWith(' DESC') }));
}

function readList(text: string, failure: () => Error): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed) && parsed.every((entry) => typeof entry === 'string')) return parsed;
  } catch {
    // Falls through to the refusal below.
  }
  throw failure();
}
