import type { ScannedChange } from '../../model/change.ts';
import type { Key, Row } from '../../model/stream.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readObjects, readTexts } from '../../util/json.ts';
import type { FeedContext } from '../feed.ts';
import { type RecordPage, type TableKey, unparsedKeys } from './rows.ts';
import { account } from './settings.ts';

/** The most ids that one call takes. Source: records/batch_get. */
const idsPerCall = 100;

export interface AskedTable extends TableKey {
  readonly userIdType: string;
}

/**
 * Asks about records by id. `records/batch_get` is the only call that says of an id that there is no such record
 * (`absent_record_ids`), and that it is there but hidden from the app (`forbidden_record_ids`).
 */
export function askRecords(
  { appToken, tableId, userIdType }: AskedTable,
  toRows: (page: RecordPage) => Row[],
  { client, signal }: Pick<FeedContext, 'client' | 'signal'>,
): NonNullable<ScannedChange['ask']> {
  return async (keys) => {
    const byId = new Map(keys.map((key) => [key.at(-1) ?? '', key]));
    const ids = [...byId.keys()];
    const rows: Row[] = [];
    const hidden: Key[] = [];
    for (let from = 0; from < ids.length; from += idsPerCall) {
      const { data, texts } = await client.callKeeping(bitableEndpoints.batchGetRecords, {
        path: { app_token: appToken, table_id: tableId },
        body: { record_ids: ids.slice(from, from + idsPerCall), user_id_type: userIdType, automatic_fields: true },
        signal,
        account,
        keepTexts: unparsedKeys,
      });
      rows.push(...toRows({ items: readObjects(data, 'records'), texts }));
      const forbidden = readTexts(data, 'forbidden_record_ids').map((id) => byId.get(id));
      hidden.push(...forbidden.filter((key) => key !== undefined));
    }
    return { rows, hidden };
  };
}
