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

/**
 * What of a row tells whether it has changed: all its columns but those that change by themselves. Costs about 2 µs for a row of
 * 1 KB. Equal rows have equal hashes in every destination and version of Larkstream.
 */
export function rowHasher({ columns, volatileParts }: Stream): (row: Row) => string {
  const names = columns.filter(({ volatile }) => volatile !== true).map(({ name }) => name);
  return (row) => {
    let text = '';
    for (const name of names) text += `${textOf(row[name])}\u0001`;
    if (volatileParts !== undefined && text.includes(volatileParts.mark)) {
      text = text.replaceAll(volatileParts.pattern, '');
    }
    return hash('sha1', text, 'base64').slice(0, hashLength);
  };
}
