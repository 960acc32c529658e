import { untranslated } from '../../model/message.ts';
import type { Row, Stream } from '../../model/stream.ts';
import { isObject, type JsonObject, type JsonValue, tryParseJson } from '../../util/json.ts';
import { liftedAt } from '../../util/json-text.ts';
import { column, otherFields } from '../columns.ts';
import type { Problems } from '../problems.ts';
import { identifier } from './identifier.ts';
import { instant, type RecordPage, type TableKey } from './rows.ts';
import { attachmentLinks, baseStreams, madeAndEdited } from './streams.ts';
import type { TypedField } from './typed-fields.ts';

/** Null where a name is not known: the table's id then stands in for its name, the Base's is left out. */
interface TableNames {
  readonly baseName: string | null;
  readonly tableName: string | null;
}

const fixed = new Set(baseStreams.map(({ name }) => name));

/** Ids of tables are unique only within a Base: a copied Base has those of its model. */
export function typedStreamName({ appToken, tableId }: TableKey): string {
  return `base_${identifier(appToken)}_${identifier(tableId)}`;
}

/** Whether a stream is of one table. */
export function isTypedStream(name: string): boolean {
  return /^base_\w+_\w+$/.test(name) && !fixed.has(name);
}

/** Whether a stream is of one table of this Base. */
export function isTypedOf(name: string, appToken: string): boolean {
  return isTypedStream(name) && name.startsWith(typedStreamName({ appToken, tableId: '' }));
}

/** One table as a stream: a typed column for each field. */
export function typedStream(table: TableKey, names: TableNames, fields: readonly TypedField[]): Stream {
  const title = [names.baseName, names.tableName ?? table.tableId].filter((name) => name !== null).join(' / ');
  return {
    name: typedStreamName(table),
    title: untranslated(title),
    description: {
      en: `The records of one table, with a typed column for each field: ${title}.`,
      zh: `一张数据表的记录，每个字段一列：${title}。`,
    },
    module: 'base',
    continuation: 'resumable',
    primaryKey: ['record_id'],
    volatileParts: attachmentLinks,
    columns: [
      column('record_id', 'string', 'Id of the record.', '记录 ID。'),
      ...fields.map((field) => field.column),
      ...madeAndEdited,
      otherFields,
    ],
  };
}

/** Reads records of one table into typed rows. Values that do not fit their column are null; `base_records` holds them as they are. */
export class TypedTable {
  readonly #fields: ReadonlyMap<string, TypedField>;
  readonly #empty: Row;
  readonly #stream: string;

  /** `stream` is whose rows they are. */
  constructor(stream: string, fields: readonly TypedField[]) {
    this.#stream = stream;
    this.#fields = new Map(fields.map((field) => [field.fieldName, field]));
    this.#empty = Object.fromEntries(fields.map(({ column: { name } }) => [name, null]));
  }

  /** Rows of one `readablePage`. Values that do not fit are noted in `problems` by the name of their field. */
  rows({ items: records, texts }: RecordPage, problems: Problems): Row[] {
    const rows: Row[] = [];
    for (const record of records) {
      const recordId = record.record_id;
      if (typeof recordId !== 'string' || recordId === '') continue;
      rows.push({
        record_id: recordId,
        ...this.#cells(liftedAt(record, 'fields', texts)?.text ?? '{}', problems),
        created_time: this.#instant(record, 'created_time', problems),
        created_by: liftedAt(record, 'created_by', texts),
        last_modified_time: this.#instant(record, 'last_modified_time', problems),
        last_modified_by: liftedAt(record, 'last_modified_by', texts),
      });
    }
    return rows;
  }

  #instant(record: JsonObject, key: 'created_time' | 'last_modified_time', problems: Problems): string | null {
    const time = instant(record[key]);
    if (time === undefined) problems.unfit(this.#stream, key);
    return time ?? null;
  }

  /** Empty cells are absent, as is the name of a field that was added after the fields were listed from ours. */
  #cells(text: string, problems: Problems): Row {
    const cells = tryParseJson(text);
    const row: Row = { ...this.#empty, [otherFields.name]: null };
    if (!isObject(cells)) return row;
    const others: [string, JsonValue][] = [];
    for (const name in cells) {
      const cell = cells[name];
      if (cell === undefined || cell === null) continue;
      const field = this.#fields.get(name);
      if (field === undefined) {
        others.push([name, cell]);
        continue;
      }
      const value = field.read(cell);
      if (value === undefined) problems.unfit(this.#stream, name);
      row[field.column.name] = value ?? null;
    }
    // Not by assignment: a field may be called `__proto__`.
    if (others.length > 0) row[otherFields.name] = Object.fromEntries(others);
    return row;
  }
}
