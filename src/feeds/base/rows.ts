import type { Row } from '../../model/stream.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { type JsonObject, type JsonValue, numberOf, readText } from '../../util/json.ts';
import { isObjectText, JsonText, liftedAt } from '../../util/json-text.ts';
import { toRfc3339 } from '../../util/timestamps.ts';
import { toRow } from '../columns.ts';
import type { Problems } from '../problems.ts';
import { fieldsStream, recordsStream, tablesStream, viewsStream } from './streams.ts';
import { typedFields } from './typed-fields.ts';

/** A table's id is unique only within its Base. */
export interface TableKey {
  readonly appToken: string;
  readonly tableId: string;
}

/** When a record was made or changed; 0 is none, other than in a cell. Undefined for what does not fit. */
export function instant(value: JsonValue | undefined): string | null | undefined {
  const ms = numberOf(value);
  if (ms === null || ms === undefined) return ms;
  return ms === 0 ? null : (toRfc3339(ms) ?? undefined);
}

/** What is not parsed: most of a record, and nothing in it is looked at on the way. */
export const unparsedKeys: ReadonlySet<string> = new Set(['fields', 'created_by', 'last_modified_by']);

/** One answer's records; most of each stays unparsed text, since nothing in it is looked at on the way. */
export interface RecordPage {
  readonly items: readonly JsonObject[];
  /** The texts of `unparsedKeys`, by the indexes that stand in the items. */
  readonly texts: readonly JsonText[];
}

const noCells = new JsonText('{}');

/** Whether it has an id and, where it has `fields`, cells. Without `fields` it has no cells: see `docs/platform-assumptions.md`. */
function isReadable(record: JsonObject, texts: readonly JsonText[]): boolean {
  const { record_id: id } = record;
  if (typeof id !== 'string' || id === '') return false;
  const fields = liftedAt(record, 'fields', texts);
  return fields === null || isObjectText(fields);
}

/** The page without the items that are no records: no rows are made of them, so that those that are known stay. */
export function readablePage(page: RecordPage): RecordPage {
  const { items, texts } = page;
  return items.every((item) => isReadable(item, texts))
    ? page
    : { items: items.filter((item) => isReadable(item, texts)), texts };
}

/** Rows of one `readablePage`. This runs for every record of a tenant: no copies, no closures. */
export function recordRows(
  { appToken, tableId }: TableKey,
  { items: records, texts }: RecordPage,
  problems: Problems,
): Row[] {
  const rows: Row[] = [];
  for (const record of records) {
    const recordId = record.record_id;
    if (typeof recordId !== 'string' || recordId === '') continue;
    const [created, modified] = [instant(record.created_time), instant(record.last_modified_time)];
    if (created === undefined) problems.unfit(recordsStream.name, 'created_time');
    if (modified === undefined) problems.unfit(recordsStream.name, 'last_modified_time');
    rows.push({
      app_token: appToken,
      table_id: tableId,
      record_id: recordId,
      fields: liftedAt(record, 'fields', texts) ?? noCells,
      created_time: created ?? null,
      created_by: liftedAt(record, 'created_by', texts),
      last_modified_time: modified ?? null,
      last_modified_by: liftedAt(record, 'last_modified_by', texts),
    });
  }
  return rows;
}

/** A row of `base_tables` from the answers of `tables` and of `apps/:app_token`; null without an id. */
export function tableRow(appToken: string, table: JsonObject, app: JsonObject, problems: Problems): Row | null {
  const tableId = readText(table, 'table_id');
  if (tableId === null) return null;
  const from = { ...table, base_name: app.name, time_zone: app.time_zone, is_advanced: app.is_advanced };
  return { ...toRow(tablesStream, from, { problems }), app_token: appToken };
}

/** Rows of `base_fields`; `column_name` is the one of the typed stream. */
export function fieldRows({ appToken, tableId }: TableKey, fields: readonly JsonObject[], problems: Problems): Row[] {
  const columns = new Map(typedFields(fields).map(({ fieldId, column }) => [fieldId, column.name]));
  return fields.flatMap((field) => {
    const fieldId = readText(field, 'field_id');
    if (fieldId === null) problems.unreadable(fieldsStream.name, 1, endpointLabel(bitableEndpoints.listFields));
    if (fieldId === null) return [];
    const row = toRow(fieldsStream, field, { problems });
    return [{ ...row, app_token: appToken, table_id: tableId, column_name: columns.get(fieldId) ?? null }];
  });
}

/** A view without an id has no key: it is left out, and noted in `problems`. */
export function viewRows({ appToken, tableId }: TableKey, views: readonly JsonObject[], problems: Problems): Row[] {
  return views.flatMap((view) => {
    const row = toRow(viewsStream, view, { problems });
    if (row.view_id === null) problems.unreadable(viewsStream.name, 1, endpointLabel(bitableEndpoints.listViews));
    return row.view_id === null ? [] : [{ ...row, app_token: appToken, table_id: tableId }];
  });
}
