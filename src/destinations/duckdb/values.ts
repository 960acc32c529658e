import type { ColumnType, RowValue } from '../../model/stream.ts';
import { ExactNumber } from '../../util/exact-number.ts';
import { JsonText } from '../../util/json-text.ts';
import { dayText, instantText } from '../instant-text.ts';

const wholeNumber = /^[+-]?\d{1,19}$/;
const minBigint = -(2n ** 63n);
const maxBigint = 2n ** 63n - 1n;

/** The text from which DuckDB's cast makes the value; undefined when the value does not fit the column's type. */
export type CellEncoder = (value: RowValue) => string | undefined;

const encodeString: CellEncoder = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

const encodeJson: CellEncoder = (value) => (value instanceof JsonText ? value.text : JSON.stringify(value));

const encodeBoolean: CellEncoder = (value) => (typeof value === 'boolean' ? String(value) : undefined);

const encodeInteger: CellEncoder = (value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const text = value instanceof ExactNumber ? value.text : value;
  if (typeof text !== 'string' || !wholeNumber.test(text)) return undefined;
  const whole = BigInt(text);
  return whole < minBigint || whole > maxBigint ? undefined : String(whole);
};

const encodeNumber: CellEncoder = (value) => {
  const number =
    (typeof value === 'string' && value.trim() !== '') || value instanceof ExactNumber ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? String(number) : undefined;
};

const byType: Readonly<Record<ColumnType, CellEncoder>> = {
  string: encodeString,
  integer: encodeInteger,
  number: encodeNumber,
  boolean: encodeBoolean,
  timestamp: instantText,
  date: dayText,
  json: encodeJson,
};

/** The encoder of a column type. */
export function cellEncoderOf(type: ColumnType): CellEncoder {
  return byType[type];
}
