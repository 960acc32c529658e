import { toLarkstreamError } from '../../model/errors.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import { type JsonObject, numberOf, readNumber, readObject, readObjects, readText } from '../../util/json.ts';
import type { FeedContext } from '../feed-context.ts';
import { basisOf, type Reading } from './basis.ts';
import { feed } from './config.ts';
import type { TableKey } from './rows.ts';
import type { ChangesFrom } from './scan-state.ts';

/** Last modified time. Source: bitable-v1/app-table-field/guide. */
const modifiedTimeType = 1002;
/** The records by which a field is judged. */
const sampleSize = 100;
/** The field and the record itself tell of one edit at most this far apart. */
const sameEditMs = 60_000;

/** A field by which the records that changed last come first. */
interface SignField {
  readonly id: string;
  readonly name: string;
}

/** What a field of last-modified time says of the table: its newest change (0 without records), or that it is of no use. */
export type Sign =
  | { readonly kind: 'found'; readonly field: SignField; readonly to: number }
  /** The app sees none; the platform does not sort by it; it is set to tell of edits of some fields only. */
  | { readonly kind: 'none' | 'unsorted' | 'partial' };

/** Where reading by changes begins: undefined where the table has no field that shows what has changed. */
export async function findSign(
  table: TableKey,
  { reading, fieldId }: { readonly reading: Reading; readonly fieldId: string | undefined },
  context: FeedContext,
): Promise<ChangesFrom | undefined> {
  const readAt = context.clock.now();
  const sign = await lookForSign(table, { fields: reading.fields, fieldId }, context);
  return sign.kind === 'found' ? { to: sign.to, readAt, basis: basisOf(reading, sign.field.id) } : undefined;
}

/** Tries the fields of last-modified time one after the other, that of `fieldId` first. */
export async function lookForSign(
  table: TableKey,
  { fields, fieldId }: { readonly fields: readonly JsonObject[]; readonly fieldId?: string | undefined },
  context: Pick<FeedContext, 'client' | 'signal'>,
): Promise<Sign> {
  let sign: Sign = { kind: 'none' };
  const all = signFields(fields);
  for (const field of [...all.filter(({ id }) => id === fieldId), ...all.filter(({ id }) => id !== fieldId)]) {
    sign = await judge(table, field, context);
    if (sign.kind === 'found') break;
  }
  return sign;
}

/** The name that a field has now; undefined where it is gone, hidden, or of another type. */
export function signName(fields: readonly JsonObject[], fieldId: string): string | undefined {
  return signFields(fields).find(({ id }) => id === fieldId)?.name;
}

/** 1254016 InvalidSort, 1254018 InvalidFilter, 1254024 InvalidFieldNames, 1254045 FieldNameNotFound: everything is read then. */
export function isSortRefused(thrown: unknown): boolean {
  return [1254016, 1254018, 1254024, 1254045].includes(platformCode(toLarkstreamError(thrown)) ?? 0);
}

/** Whether a record was edited in a field that its field of last-modified time does not watch. */
export function isUnwatchedEdit(record: JsonObject, cell: number): boolean {
  return (readNumber(record, 'last_modified_time') ?? 0) - cell > sameEditMs;
}

function signFields(fields: readonly JsonObject[]): SignField[] {
  return fields
    .filter((field) => readNumber(field, 'type') === modifiedTimeType)
    .flatMap((field) => {
      const [id, name] = [readText(field, 'field_id'), readText(field, 'field_name')];
      return id === null || name === null ? [] : [{ id, name }];
    });
}

async function judge(
  { appToken, tableId }: TableKey,
  field: SignField,
  { client, signal }: Pick<FeedContext, 'client' | 'signal'>,
): Promise<Sign> {
  let data: JsonObject;
  try {
    data = await client.call(bitableEndpoints.searchRecords, {
      path: { app_token: appToken, table_id: tableId },
      query: { page_size: sampleSize },
      body: { automatic_fields: true, field_names: [field.name], sort: [{ field_name: field.name, desc: true }] },
      signal,
      feed,
    });
  } catch (thrown) {
    if (!isSortRefused(thrown)) throw thrown;
    return { kind: 'unsorted' };
  }
  const records = readObjects(data, 'items');
  const cells = records.map((record) => numberOf(readObject(record, 'fields')[field.name]) ?? undefined);
  const isPartial = records.some((record, at) => {
    const cell = cells[at];
    return cell !== undefined && isUnwatchedEdit(record, cell);
  });
  if (isPartial) return { kind: 'partial' };
  const to = cells[0] ?? readNumber(records[0] ?? {}, 'last_modified_time') ?? 0;
  return { kind: 'found', field, to };
}
