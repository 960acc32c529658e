import { pageToken } from '../page-token.ts';
import type { Answer, Exchange, Route } from '../route.ts';
import { baseOf, pageSizeOf, tableOf, userIdTypeOf } from './base-access.ts';
import { viewOf } from './metadata-routes.ts';
import {
  hiddenByPermission,
  isNarrowed,
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

/** POST …/records/search, the recommended way to read a table. */
export function searchRoute(service: RecordService): Route {
  return {
    method: 'POST',
    path: `${recordsPath}/search`,
    handle: (exchange) => search(service, exchange),
    ...occupying(service),
  };
}

function search(service: RecordService, exchange: Exchange): Answer {
  const { failures } = service;
  const base = baseOf(service.registry, exchange, failures);
  refuseOverlap(base, failures);
  const table = tableOf(base, exchange, failures);
  const size = pageSizeOf(exchange, maxRecordPageSize, failures);
  const { body } = exchange;
  const userIdType = userIdTypeOf(exchange.query.get('user_id_type'));
  const hidden = hiddenByPermission(service, base);
  const view = isNarrowed(body) ? undefined : viewOf(table, body.view_id, failures);
  const query = rowQuery(service, base, table, { body, view, userIdType, nowMs: exchange.nowMs });
  const from = startOf(service, exchange, `${table.id}/${query.key}`);
  const shape: RecordShape = {
    style: 'search',
    userIdType,
    automaticFields: body.automatic_fields === true,
    textAsArray: true,
    fieldIds: shownFields(table, body.field_names, view, failures),
  };
  if (hidden) return { data: { has_more: false, items: [], total: 0 } };
  const page = service.scan.page(table, query, from, size);
  const next = page.next === undefined ? undefined : pageToken(`${table.id}/${query.key}`, page.next, exchange.nowMs);
  return pageAnswer(base, table, { shape, rows: page.rows, total: page.total, next });
}
