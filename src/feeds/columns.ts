import type { Column, ColumnType, Row, Stream } from '../model/stream.ts';
import { ExactNumber } from '../util/exact-number.ts';
import { booleanOf, type JsonObject, type JsonValue, numberOf, textOf } from '../util/json.ts';
import { toRfc3339 } from '../util/timestamps.ts';
import type { Problems } from './problems.ts';

/** Saves the keys' names, since there are hundreds of columns. `en` and `zh` describe it. */
export function column(name: string, type: ColumnType, en: string, zh: string): Column {
  return { name, type, description: { en, zh } };
}

/** JSON that is always a list. */
export function listColumn(name: string, en: string, zh: string): Column {
  return { ...column(name, 'json', en, zh), shape: 'array' };
}

/** JSON that is always an object. */
export function objectColumn(name: string, en: string, zh: string): Column {
  return { ...column(name, 'json', en, zh), shape: 'object' };
}

/** Holds what the platform sends and no column is named after, so that nothing is dropped. */
export const otherFields: Column = objectColumn(
  'other_fields',
  'What the platform sent beyond the documented fields; null when there is nothing.',
  '平台返回的、文档未列出的其他字段；没有时为 null。',
);

/** What a value is as a column's type: null for nothing, undefined for what does not fit. */
type Fit = (value: JsonValue | undefined) => JsonValue | undefined;

const minBigint = -(2n ** 63n);
const maxBigint = 2n ** 63n - 1n;
const wholeNumber = /^[+-]?\d{1,19}$/;

/** Up to 64 bits: what a double does not hold exactly stays as it was written. */
const integerOf: Fit = (value) => {
  const number = numberOf(value);
  if (number === null || number === undefined) return number;
  if (Number.isSafeInteger(number)) return number;
  const text = String(value).trim();
  if (!wholeNumber.test(text)) return undefined;
  const whole = BigInt(text);
  return whole < minBigint || whole > maxBigint ? undefined : new ExactNumber(String(whole));
};

/** An instant in units of `unitMs` milliseconds; 0 is how the platform writes "not yet". */
const instantOf =
  (unitMs: number): Fit =>
  (value) => {
    const number = numberOf(value);
    if (number === null || number === undefined) return number;
    return number === 0 ? null : (toRfc3339(number * unitMs) ?? undefined);
  };

/** A day sent as the number yyyyMMdd, as `YYYY-MM-DD`. */
const dayOf: Fit = (value) => {
  const written = textOf(value);
  if (written === null || written === undefined || written === '0') return written === '0' ? null : written;
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(written) ?? [];
  const text = `${year}-${month}-${day}`;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? text : undefined;
};

const fits: { readonly [type in ColumnType]: Fit } = {
  string: textOf,
  integer: integerOf,
  number: numberOf,
  boolean: booleanOf,
  timestamp: instantOf(1000),
  date: dayOf,
  json: (value) => value ?? null,
};
const instantInMs = instantOf(1);

/** How an object's keys become a row's columns. */
interface RowReading {
  /** Column → key, where they differ. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Instants are sent in seconds when absent. */
  readonly instants?: 'ms';
  readonly problems: Problems;
}

/**
 * A row by the columns of its stream: each column from the key of its name (or the key that `keys` gives for it), read
 * as its type. A value that does not fit becomes null and is noted. What no column reads goes into `other_fields` when there
 * is such a column.
 */
export function toRow(
  { name: stream, columns }: Pick<Stream, 'name' | 'columns'>,
  from: JsonObject,
  { keys = {}, instants, problems }: RowReading,
): Record<string, JsonValue> & Row {
  const row: Record<string, JsonValue> = {};
  const read = new Set<string>();
  for (const { name, type } of columns) {
    const key = keys[name] ?? name;
    read.add(key);
    const value = (type === 'timestamp' && instants === 'ms' ? instantInMs : fits[type])(from[key]);
    if (value === undefined) problems.unfit(stream, name);
    row[name] = value ?? null;
  }
  if (columns.includes(otherFields)) row[otherFields.name] = readOthers(from, read);
  return row;
}

function readOthers(from: JsonObject, read: ReadonlySet<string>): JsonValue {
  const others = Object.entries(from).filter(([key, value]) => !read.has(key) && value !== undefined);
  return others.length === 0 ? null : Object.fromEntries(others);
}
