import { isSet } from '../query-flag.ts';
import type { Route } from '../route.ts';
import { baseOf, tableOf, userIdTypeOf } from './base-access.ts';
import { hiddenByPermission, type RecordService, recordsPath } from './record-queries.ts';
import type { RecordShape } from './record-renderer.ts';

/** GET …/records/:record_id, written as the historic list writes records. */
export function getRoute(service: RecordService): Route {
  return {
    method: 'GET',
    path: `${recordsPath}/:record_id`,
    handle: (exchange) => {
      const { failures } = service;
      const base = baseOf(service.registry, exchange, failures);
      const table = tableOf(base, exchange, failures);
      const recordId = exchange.params.record_id ?? '';
      if (!/^rec[A-Za-z0-9]+$/.test(recordId)) throw failures.failure(1254006, 'WrongRecordId');
      const row = hiddenByPermission(service, base) ? -1 : table.liveRowOf(recordId);
      if (row < 0) throw failures.failure(1254043, `RecordIdNotFound: ${recordId}`);
      const asked = exchange.query;
      const shape: RecordShape = {
        style: 'list',
        userIdType: userIdTypeOf(asked.get('user_id_type')),
        automaticFields: isSet(asked, 'automatic_fields'),
        textAsArray: isSet(asked, 'text_field_as_array'),
        fieldIds: undefined,
      };
      return { dataJson: `{"record":${base.renderer(table, shape).render(row)}}` };
    },
  };
}
