import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { inBatches } from '../../util/in-batches.ts';
import { readObjects, readText, readTexts } from '../../util/json.ts';
import type { FeedContext } from '../feed-context.ts';
import { feed } from './config.ts';
import { type RecordPage, readablePage, type TableKey, unparsedKeys } from './rows.ts';

/** The most ids that one call takes. Source: records/batch_get. */
const idsPerCall = 100;

/** `userIdType` decides in which ids people's cells are answered. */
interface AskedTable extends TableKey {
  readonly userIdType: string;
}

/** Each asked id is in exactly one of the three. */
interface FoundRecords {
  readonly page: RecordPage;
  /** There is no such record. */
  readonly absent: readonly string[];
  /** There is one that the app may not see, or the answer says nothing readable of it. */
  readonly hidden: readonly string[];
  /** Asked ids of which the answer says nothing readable. */
  readonly lost: number;
}

/**
 * Asks for records by id. `records/batch_get` is the only call that says of an id that there is no such record
 * (`absent_record_ids`), and that it is there but hidden from the app (`forbidden_record_ids`).
 */
export async function* getRecords(
  { appToken, tableId, userIdType }: AskedTable,
  ids: readonly string[],
  { client, signal }: Pick<FeedContext, 'client' | 'signal'>,
): AsyncGenerator<FoundRecords, void, void> {
  for (const some of inBatches(ids, idsPerCall)) {
    const { data, texts } = await client.callKeeping(bitableEndpoints.batchGetRecords, {
      path: { app_token: appToken, table_id: tableId },
      body: { record_ids: some, user_id_type: userIdType, automatic_fields: true },
      signal,
      feed,
      keepTexts: unparsedKeys,
    });
    const page = readablePage({ items: readObjects(data, 'records'), texts });
    const absent = readTexts(data, 'absent_record_ids');
    const told = new Set([...page.items.map((record) => readText(record, 'record_id')), ...absent]);
    // Only of what is named absent it is said that there is no such record.
    const forbidden = new Set(readTexts(data, 'forbidden_record_ids'));
    const hidden = some.filter((id) => !told.has(id));
    const lost = hidden.filter((id) => !forbidden.has(id)).length;
    yield { page, absent, hidden, lost };
  }
}
