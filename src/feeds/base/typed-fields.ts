import type { Column, ColumnType } from '../../model/stream.ts';
import { type JsonObject, readNumber, readObject, readText } from '../../util/json.ts';
import {
  type CellReader,
  formulaReader,
  readAnyCell,
  readBooleanCell,
  readLinkCell,
  readListCell,
  readLookupCell,
  readNumberCell,
  readObjectCell,
  readTextCell,
  readTimeCell,
  readUnwrappedCell,
} from './cells.ts';
import { identifier } from './identifier.ts';

/** A field of a table with the column that holds it. */
export interface TypedField {
  readonly fieldId: string;
  /** The key of its cells in a record. */
  readonly fieldName: string;
  readonly column: Column;
  readonly read: CellReader;
}

/** How values of a field type are held. */
interface Kind {
  /** Part of the column's name, so that a field whose type is changed gets a column of its own. */
  readonly suffix: string;
  readonly type: ColumnType;
  readonly shape?: 'object' | 'array';
  readonly what: string;
  readonly read: CellReader;
}

const list = (what: string, read: CellReader = readListCell): Kind => ({
  suffix: 'list',
  type: 'json',
  shape: 'array',
  what,
  read,
});
const object = (what: string): Kind => ({
  suffix: 'object',
  type: 'json',
  shape: 'object',
  what,
  read: readObjectCell,
});
const text = (what: string): Kind => ({ suffix: 'text', type: 'string', what, read: readTextCell });
const time = (what: string): Kind => ({ suffix: 'time', type: 'timestamp', what, read: readTimeCell });
const any = (what: string, read: CellReader = readAnyCell): Kind => ({ suffix: 'json', type: 'json', what, read });

/** Field types. Source: bitable-v1, app-table-field/guide; 24 and 3001 have no documented value. */
const kinds: ReadonlyMap<number, Kind> = new Map([
  [1, text('Text')],
  [2, { suffix: 'number', type: 'number', what: 'Number', read: readNumberCell }],
  [3, text('Single option')],
  [4, list('Multiple options')],
  [5, time('Date')],
  [7, { suffix: 'boolean', type: 'boolean', what: 'Checkbox', read: readBooleanCell }],
  [11, list('People')],
  [13, text('Phone number')],
  [15, object('Link')],
  [17, list('Attachments; the addresses expire')],
  [18, list('Ids of linked records', readLinkCell)],
  [19, list('Lookup', readLookupCell)],
  [21, list('Ids of linked records, both ways', readLinkCell)],
  [22, object('Location')],
  [23, list('Group chats')],
  [24, text('Stage')],
  [1001, time('Created')],
  [1002, time('Last edited')],
  [1003, list('Who created it')],
  [1004, list('Who last edited it')],
  [1005, text('Automatic number')],
]);

const formula = 20;

function kindOf(field: JsonObject): Kind {
  const type = readNumber(field, 'type') ?? 0;
  if (type !== formula) return kinds.get(type) ?? any(`Type ${type}, as returned`);
  const result = readNumber(readObject(readObject(field, 'property'), 'type'), 'data_type');
  const kind = result === null ? undefined : kinds.get(result);
  if (kind === undefined) return any('Formula', readUnwrappedCell);
  return { ...kind, what: `Formula: ${kind.what.toLowerCase()}`, read: formulaReader(kind.read) };
}

/**
 * The fields of a table (items of the list-fields answer) with their columns. A column is named by the id of its field and the kind
 * of its values: renaming a field changes nothing, changing its type makes a new column, and no other field matters.
 */
export function typedFields(fields: readonly JsonObject[]): TypedField[] {
  const taken = new Set<string>();
  const byId = [...fields].sort((left, right) => (idOf(left) < idOf(right) ? -1 : 1));
  const names = new Map<JsonObject, string>();
  for (const field of byId) {
    const plain = `${identifier(idOf(field))}_${kindOf(field).suffix}`;
    // Destinations fold case: ids that differ only in it must not meet in one column.
    let name = plain;
    for (let nth = 2; taken.has(name.toLowerCase()); nth++) name = `${plain}_${nth}`;
    taken.add(name.toLowerCase());
    names.set(field, name);
  }
  return fields.flatMap((field) => {
    const [fieldId, fieldName] = [idOf(field), readText(field, 'field_name')];
    if (fieldId === '' || fieldName === null) return [];
    const { type, shape, what, read } = kindOf(field);
    const name = names.get(field) ?? fieldId;
    const column = { name, type, description: `${what}.`, title: fieldName, ...(shape === undefined ? {} : { shape }) };
    return [{ fieldId, fieldName, column, read }];
  });
}

const idOf = (field: JsonObject): string => readText(field, 'field_id') ?? '';
