import type { Message } from '../model/message.ts';
import { isObject, type JsonObject, type JsonValue, readNumber, readText, readTexts } from '../util/json.ts';
import { plural } from '../util/plural.ts';

/** A stream's table as a run has left it. */
export interface LeftTable {
  readonly columns: readonly string[];
  /** The database's type of each column; unknown of tables that an earlier version has left. */
  readonly types?: Readonly<Record<string, string>>;
  /** Live rows, or only whether there are any (0 or 1) where counting costs; null while it is being written. */
  readonly rows: number | null;
  /** What another program has changed in it, until a run has repaired it. */
  readonly altered: Message | null;
}

/** From the stored form; undefined for what is no such table. */
export function readLeftTable(stored: JsonValue | undefined): LeftTable | undefined {
  if (!isObject(stored)) return undefined;
  const { altered } = stored;
  const [en, zh] = isObject(altered) ? [readText(altered, 'en'), readText(altered, 'zh')] : [null, null];
  return {
    columns: readTexts(stored, 'columns'),
    ...(isObject(stored.types) ? { types: textsOf(stored.types) } : {}),
    rows: readNumber(stored, 'rows'),
    altered: en === null || zh === null ? null : { en, zh },
  };
}

function textsOf(from: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.keys(from).map((name) => [name, readText(from, name) ?? '']));
}

/** A table as it stands now. */
interface FoundTable {
  /** Name → type; none when there is no such table. */
  readonly columns: ReadonlyMap<string, string>;
  readonly rows: number;
}

/** What another program has changed in a table. */
interface Difference {
  readonly message: Message;
  /** Columns that the stream still has, whose values are gone or cut. */
  readonly lost: readonly string[];
}

/** What has been done to the table since, in words; a column that the stream has no more may go. */
export function findDifference(
  left: LeftTable,
  found: FoundTable,
  streamColumns: readonly string[],
): Difference | undefined {
  if (found.columns.size === 0) return { message: { en: 'the table is gone', zh: '该表已不存在' }, lost: [] };
  const lost = left.columns.filter((name) => streamColumns.includes(name) && !found.columns.has(name));
  if (lost.length > 0) {
    const names = lost.join(', ');
    return { message: { en: `columns are gone: ${names}`, zh: `缺少字段：${names}` }, lost };
  }
  const retyped = streamColumns.filter((name) => isRetyped(name, left, found));
  if (retyped.length > 0) {
    const changes = retyped.map((name) => `${name} (${left.types?.[name]} → ${found.columns.get(name)})`).join(', ');
    return {
      message: { en: `columns have another type: ${changes}`, zh: `字段类型被更改：${changes}` },
      lost: retyped,
    };
  }
  if (left.rows === null || left.rows === found.rows) return undefined;
  const message =
    found.rows === 0
      ? { en: 'its rows are gone', zh: '其中的数据行已不存在' }
      : {
          en: `it holds ${plural(found.rows, 'live row')} instead of ${left.rows}`,
          zh: `其中有 ${found.rows} 行有效数据，而不是 ${left.rows} 行`,
        };
  return { message, lost: [] };
}

function isRetyped(name: string, { types }: LeftTable, { columns }: FoundTable): boolean {
  const [before, now] = [types?.[name], columns.get(name)];
  return before !== undefined && now !== undefined && before !== now;
}
