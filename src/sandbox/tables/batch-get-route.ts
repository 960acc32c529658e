import type { Answer, Exchange, Route } from '../route.ts';
import { baseOf, tableOf, userIdTypeOf } from './base-access.ts';
import { hiddenByPermission, occupying, type RecordService, recordsPath, refuseOverlap } from './record-queries.ts';
import type { RecordShape } from './record-renderer.ts';

const maxBatchSize = 100;

/** POST …/records/batch_get: the only call that says of a record id that it does not exist. */
export function batchGetRoute(service: RecordService): Route {
  return {
    method: 'POST',
    path: `${recordsPath}/batch_get`,
    handle: (exchange) => batchGet(service, exchange),
    ...occupying(service),
  };
}

function batchGet(service: RecordService, exchange: Exchange): Answer {
  const failures = service.failures.withStatuses;
  const base = baseOf(service.registry, exchange, failures);
  refuseOverlap(base, failures);
  const table = tableOf(base, exchange, failures);
  const { body } = exchange;
  const ids = body.record_ids;
  if (!Array.isArray(ids) || ids.length === 0) throw failures.failure(1254007, 'EmptyValue: record_ids');
  if (ids.length > maxBatchSize) throw failures.failure(1254104, 'RecordAddOnceExceedLimit: at most 100 record_ids');
  const wanted = [...new Set(ids.map((id) => String(id)))];
  const malformed = wanted.find((id) => !/^rec[A-Za-z0-9]+$/.test(id));
  if (malformed !== undefined) throw failures.failure(1254006, `WrongRecordId: ${malformed}`);
  const present = wanted.filter((id) => table.liveRowOf(id) >= 0);
  const absent = wanted.filter((id) => table.liveRowOf(id) < 0);
  const forbidden = hiddenByPermission(service, base) ? present : [];
  const shape: RecordShape = {
    style: 'search',
    userIdType: userIdTypeOf(body.user_id_type),
    automaticFields: body.automatic_fields === true,
    textAsArray: true,
    fieldIds: undefined,
  };
  const renderer = base.renderer(table, shape);
  const withUrl = body.with_shared_url === true;
  const texts = (forbidden.length > 0 ? [] : present).map((id) => {
    const record = renderer.render(table.liveRowOf(id));
    return withUrl ? `${record.slice(0, -1)},"shared_url":"https://sandbox.example/record/${table.id}/${id}"}` : record;
  });
  return {
    dataJson:
      `{"absent_record_ids":${JSON.stringify(absent)},"forbidden_record_ids":${JSON.stringify(forbidden)},` +
      `"records":[${texts.join(',')}]}`,
  };
}
