import { hash } from 'node:crypto';
import type { Row, RowValue, Stream } from '../model/stream.ts';
import { JsonText } from '../util/json-text.ts';

/** 96 bits: two versions of one row that differ are taken for the same once in 10^28 times. */
const hashLength = 16;

function textOf(value: RowValue | undefined): string {
  if (value === null || value === undefined) return '\u0000';
  if (typeof value === 'string') return value;
  return value instanceof JsonText ? value.text : JSON.stringify(value);
}

/** The text of a row without the parts of values that change by themselves. */
export function withoutVolatileParts({ volatileParts }: Stream, text: string): string {
  if (volatileParts === undefined || !text.includes(volatileParts.mark)) return text;
  return text.replaceAll(volatileParts.pattern, '');
}

/**
 * The part of a row that shows whether it has changed: all its columns but those that change by themselves. Equal rows have equal hashes
 * in every version of Larkstream.
 */
export function rowHasher(stream: Stream): (row: Row) => string {
  const names = stream.columns.filter(({ volatile }) => volatile !== true).map(({ name }) => name);
  return (row) => {
    let text = '';
    for (const name of names) text += `${textOf(row[name])}\u0001`;
    return hash('sha1', withoutVolatileParts(stream, text), 'base64').slice(0, hashLength);
  };
}
