import { type DuckDBAppender, DuckDBDateValue, DuckDBTimestampTZValue } from '@duckdb/node-api';
import type { ColumnType, RowValue } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';

const microsPerMs = 1000n;
const msPerDay = 86_400_000;
const wholeNumber = /^[+-]?\d{1,19}$/;
const minBigint = -(2n ** 63n);
const maxBigint = 2n ** 63n - 1n;

/**
 * Appends a value to the current row in the column's type. Returns the bytes it takes (roughly), or -1 when the value does
 * not fit the type; then null was appended instead.
 */
export type AppendValue = (appender: DuckDBAppender, value: RowValue) => number;

function appendUnfit(appender: DuckDBAppender): number {
  appender.appendNull();
  return -1;
}

function appendText(appender: DuckDBAppender, value: RowValue): number {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  appender.appendVarchar(text);
  return text.length;
}

function appendInteger(appender: DuckDBAppender, value: RowValue): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    appender.appendBigInt(BigInt(value));
    return 8;
  }
  if (typeof value !== 'string' || !wholeNumber.test(value)) return appendUnfit(appender);
  const whole = BigInt(value);
  if (whole < minBigint || whole > maxBigint) return appendUnfit(appender);
  appender.appendBigInt(whole);
  return 8;
}

function appendNumber(appender: DuckDBAppender, value: RowValue): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return appendUnfit(appender);
  appender.appendDouble(number);
  return 8;
}

function appendBoolean(appender: DuckDBAppender, value: RowValue): number {
  if (typeof value !== 'boolean') return appendUnfit(appender);
  appender.appendBoolean(value);
  return 1;
}

function appendTimestamp(appender: DuckDBAppender, value: RowValue): number {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) return appendUnfit(appender);
  appender.appendTimestampTZ(new DuckDBTimestampTZValue(BigInt(ms) * microsPerMs));
  return 8;
}

function appendDate(appender: DuckDBAppender, value: RowValue): number {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) return appendUnfit(appender);
  appender.appendDate(new DuckDBDateValue(Math.floor(ms / msPerDay)));
  return 4;
}

function appendJson(appender: DuckDBAppender, value: RowValue): number {
  const text = value instanceof JsonText ? value.text : JSON.stringify(value);
  appender.appendVarchar(text);
  return text.length;
}

const byType: Readonly<Record<ColumnType, AppendValue>> = {
  string: appendText,
  integer: appendInteger,
  number: appendNumber,
  boolean: appendBoolean,
  timestamp: appendTimestamp,
  date: appendDate,
  json: appendJson,
};

export function appendValueOf(type: ColumnType): AppendValue {
  return byType[type];
}
