import type { Column, ColumnType, Row } from '../model/stream.ts';
import { type JsonObject, type JsonValue, readBoolean, readJson, readNumber, readText } from '../util/json.ts';
import { readSecondsTimestamp } from '../util/timestamps.ts';

export function column(name: string, type: ColumnType, description: string): Column {
  return { name, type, description };
}

/** JSON that is always a list. */
export function listColumn(name: string, description: string): Column {
  return { name, type: 'json', shape: 'array', description };
}

/** JSON that is always an object. */
export function objectColumn(name: string, description: string): Column {
  return { name, type: 'json', shape: 'object', description };
}

/** Holds what the platform sends and no column is named after, so that nothing is dropped. */
export const otherFields: Column = objectColumn(
  'other_fields',
  'What the platform sent beyond the documented fields; null when there is nothing.',
);

type Read = (from: JsonObject, key: string) => JsonValue;

const readers: { readonly [type in ColumnType]: Read } = {
  string: readText,
  integer: (from, key) => {
    const value = readNumber(from, key);
    return value !== null && Number.isInteger(value) ? value : null;
  },
  number: readNumber,
  boolean: readBoolean,
  timestamp: readSecondsTimestamp,
  date: readDay,
  json: readJson,
};

/** A day sent as the number yyyyMMdd, as `YYYY-MM-DD`; null for what is no day of the calendar. */
export function readDay(from: JsonObject, key: string): string | null {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(readText(from, key) ?? '') ?? [];
  const text = `${year}-${month}-${day}`;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? text : null;
}

/**
 * A row by the columns of its stream: each column from the key of its name (or the key that `keys` gives for it), read
 * as its type; timestamps are taken as seconds. What no column reads goes into `other_fields` when there is such a column.
 */
export function toRow(
  columns: readonly Column[],
  from: JsonObject,
  keys: Readonly<Record<string, string>> = {},
): Record<string, JsonValue> & Row {
  const row: Record<string, JsonValue> = {};
  const read = new Set<string>();
  for (const { name, type } of columns) {
    const key = keys[name] ?? name;
    read.add(key);
    row[name] = readers[type](from, key);
  }
  if (columns.includes(otherFields)) row[otherFields.name] = readOthers(from, read);
  return row;
}

function readOthers(from: JsonObject, read: ReadonlySet<string>): JsonValue {
  const others = Object.entries(from).filter(([key, value]) => !read.has(key) && value !== undefined);
  return others.length === 0 ? null : Object.fromEntries(others);
}
