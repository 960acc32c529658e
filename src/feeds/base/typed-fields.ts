import type { Message } from '../../model/message.ts';
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
  readonly what: Message;
  readonly read: CellReader;
}

const list = (what: Message, read: CellReader = readListCell): Kind => ({
  suffix: 'list',
  type: 'json',
  shape: 'array',
  what,
  read,
});
const object = (what: Message): Kind => ({
  suffix: 'object',
  type: 'json',
  shape: 'object',
  what,
  read: readObjectCell,
});
const text = (what: Message): Kind => ({ suffix: 'text', type: 'string', what, read: readTextCell });
const time = (what: Message): Kind => ({ suffix: 'time', type: 'timestamp', what, read: readTimeCell });
const any = (what: Message, read: CellReader = readAnyCell): Kind => ({ suffix: 'json', type: 'json', what, read });

/** Field types. Source: bitable-v1, app-table-field/guide; 24 and 3001 have no documented value. */
const kinds: ReadonlyMap<number, Kind> = new Map([
  [1, text({ en: 'Text', zh: '文本' })],
  [2, { suffix: 'number', type: 'number', what: { en: 'Number', zh: '数字' }, read: readNumberCell }],
  [3, text({ en: 'Single option', zh: '单选' })],
  [4, list({ en: 'Multiple options', zh: '多选' })],
  [5, time({ en: 'Date', zh: '日期' })],
  [7, { suffix: 'boolean', type: 'boolean', what: { en: 'Checkbox', zh: '复选框' }, read: readBooleanCell }],
  [11, list({ en: 'People', zh: '人员' })],
  [13, text({ en: 'Phone number', zh: '电话号码' })],
  [15, object({ en: 'Link', zh: '超链接' })],
  [17, list({ en: 'Attachments; the addresses expire', zh: '附件；链接会失效' })],
  [18, list({ en: 'Ids of linked records', zh: '关联记录的 ID（单向关联）' }, readLinkCell)],
  [19, list({ en: 'Lookup', zh: '查找引用' }, readLookupCell)],
  [21, list({ en: 'Ids of linked records, both ways', zh: '关联记录的 ID（双向关联）' }, readLinkCell)],
  [22, object({ en: 'Location', zh: '地理位置' })],
  [23, list({ en: 'Group chats', zh: '群组' })],
  [24, text({ en: 'Stage', zh: '流程' })],
  [1001, time({ en: 'Created', zh: '创建时间' })],
  [1002, time({ en: 'Last edited', zh: '最后更新时间' })],
  [1003, list({ en: 'Who created it', zh: '创建人' })],
  [1004, list({ en: 'Who last edited it', zh: '修改人' })],
  [1005, text({ en: 'Automatic number', zh: '自动编号' })],
]);

const formula = 20;

function kindOf(field: JsonObject): Kind {
  const type = readNumber(field, 'type') ?? 0;
  if (type !== formula)
    return kinds.get(type) ?? any({ en: `Type ${type}, as returned`, zh: `类型 ${type}，与平台返回一致` });
  const result = readNumber(readObject(readObject(field, 'property'), 'type'), 'data_type');
  const kind = result === null ? undefined : kinds.get(result);
  if (kind === undefined) return any({ en: 'Formula', zh: '公式' }, readUnwrappedCell);
  const { what, read } = kind;
  const computed = { en: `Formula: ${what.en.toLowerCase()}`, zh: `公式：${what.zh}` };
  return { ...kind, what: computed, read: formulaReader(read) };
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
    const description = { en: `${what.en}.`, zh: `${what.zh}。` };
    const column = { name, type, description, title: fieldName, ...(shape === undefined ? {} : { shape }) };
    return [{ fieldId, fieldName, column, read }];
  });
}

const idOf = (field: JsonObject): string => readText(field, 'field_id') ?? '';
