import { type CallPurpose, callPurposes } from '../../model/call-purpose.ts';
import type { ConfirmRequest } from '../../model/source.ts';
import type { Key, Row } from '../../model/stream.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { isObject, type JsonObject, type JsonValue, readObjects, readText } from '../../util/json.ts';
import type { ConfirmedRecords } from '../feed.ts';
import type { FeedConfirm } from '../feed-context.ts';
import type { BaseConfig } from './config.ts';
import { getRecords } from './get-records.ts';
import { type RecordPage, recordRows, type TableKey } from './rows.ts';
import { typedFields } from './typed-fields.ts';
import { TypedTable } from './typed-table.ts';

/** What a scan of a table's records carries so that single ones can be asked about, for the purpose of the scan; with its fields, rows are typed. */
export function writeLookup(
  { appToken, tableId, purpose }: TableKey & { readonly purpose: CallPurpose | undefined },
  fields?: readonly JsonObject[],
): JsonValue {
  return {
    app_token: appToken,
    table_id: tableId,
    ...(purpose === undefined ? {} : { purpose }),
    ...(fields === undefined ? {} : { fields: [...fields] }),
  };
}

/** Asks about records that a scan did not deliver. */
export async function confirmRecords(
  { userIdType = 'open_id' }: BaseConfig,
  { scan, keys }: Omit<ConfirmRequest, 'signal'>,
  context: FeedConfirm,
): Promise<ConfirmedRecords> {
  const lookup = isObject(scan.lookup) ? scan.lookup : {};
  const table = { appToken: readText(lookup, 'app_token') ?? '', tableId: readText(lookup, 'table_id') ?? '' };
  const toRows = rowsFrom({ lookup, table, stream: scan.stream }, context);
  const purpose = callPurposes.find((one) => one === lookup.purpose);
  const client = purpose === undefined ? context.client : context.client.madeFor(purpose);
  const byId = new Map(keys.map((key) => [key.at(-1) ?? '', key]));
  const rows: Row[] = [];
  const hidden: Key[] = [];
  for await (const found of getRecords({ ...table, userIdType }, [...byId.keys()], { ...context, client })) {
    context.problems.unreadable(scan.stream, found.lost, endpointLabel(bitableEndpoints.batchGetRecords));
    rows.push(...toRows(found.page));
    hidden.push(...found.hidden.map((id) => byId.get(id)).filter((key) => key !== undefined));
  }
  return { rows, hidden };
}

interface Looked {
  readonly lookup: JsonObject;
  readonly table: TableKey;
  readonly stream: string;
}

function rowsFrom({ lookup, table, stream }: Looked, { problems }: FeedConfirm): (page: RecordPage) => Row[] {
  if (lookup.fields === undefined) return (page) => recordRows(table, page, problems);
  const typed = new TypedTable(stream, typedFields(readObjects(lookup, 'fields')));
  return (page) => typed.rows(page, problems);
}
