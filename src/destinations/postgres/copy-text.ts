import type { ColumnType, RowValue } from '../../model/stream.ts';
import { ExactNumber } from '../../util/exact-number.ts';
import type { Place } from '../../util/growing-bytes.ts';
import { JsonText } from '../../util/json-text.ts';
import { storableJson } from '../../util/storable-text.ts';
import { dayText, instantText } from '../instant-text.ts';
import { fitsJsonb } from './jsonb.ts';

/**
 * Values as Postgres reads them in COPY's text format
 * (postgresql.org/docs/current/sql-copy.html, "Text Format"). Undefined for what does not fit the type.
 */
export type CopyValue = (value: RowValue) => string | undefined;

/** Null in the text format of COPY. */
export const copyNull = '\\N';

const special = /[\\\n\r\t]/;
const nul = '\u0000';
const wholeNumber = /^[+-]?\d{1,19}$/;
const minBigint = -(2n ** 63n);
const maxBigint = 2n ** 63n - 1n;

function escapeCopy(text: string): string {
  if (!special.test(text)) return text;
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
}

/** Postgres has no U+0000 in texts; the replacement character stands in for it. */
function copyText(value: RowValue): string {
  const text = typeof value === 'string' ? value : value instanceof JsonText ? value.text : JSON.stringify(value);
  return escapeCopy(text.includes(nul) ? text.replaceAll(nul, '\ufffd') : text);
}

function copyInteger(value: RowValue): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  const text = value instanceof ExactNumber ? value.text : value;
  if (typeof text !== 'string' || !wholeNumber.test(text)) return undefined;
  const whole = BigInt(text);
  return whole < minBigint || whole > maxBigint ? undefined : String(whole);
}

function copyNumber(value: RowValue): string | undefined {
  const number =
    (typeof value === 'string' && value.trim() !== '') || value instanceof ExactNumber ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? String(number) : undefined;
}

function copyBoolean(value: RowValue): string | undefined {
  return typeof value === 'boolean' ? (value ? 't' : 'f') : undefined;
}

function copyJson(value: RowValue): string {
  const text = value instanceof JsonText ? value.text : JSON.stringify(value);
  return escapeCopy(storableJson(text));
}

const backslash = 0x5c;
const tab = 0x09;

/**
 * JSON that stands in a line of COPY as the bytes it came as; undefined for all other. Without a backslash it has nothing that a database cannot hold, and line ends
 * are none in a `JsonText`.
 */
export function plainJson(value: RowValue | undefined): Place | undefined {
  if (!(value instanceof JsonText) || value.place === undefined) return undefined;
  const { body, start, end } = value.place;
  const bytes = body.subarray(start, end);
  return bytes.includes(backslash) || bytes.includes(tab) ? undefined : value.place;
}

/** As `copyJson`, for texts of which the server has refused one: it and its like do not fit. */
function copyCheckedJson(value: RowValue): string | undefined {
  const text = copyJson(value);
  return fitsJsonb(value instanceof JsonText ? value.text : JSON.stringify(value)) ? text : undefined;
}

const byType: Readonly<Record<ColumnType, CopyValue>> = {
  string: copyText,
  integer: copyInteger,
  number: copyNumber,
  boolean: copyBoolean,
  timestamp: instantText,
  date: dayText,
  json: copyJson,
};

/** `isChecked` parses JSON that was not parsed before: slower, and never refused by the server. */
export function copyValueOf(type: ColumnType, isChecked: boolean): CopyValue {
  return isChecked && type === 'json' ? copyCheckedJson : byType[type];
}
