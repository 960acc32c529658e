import { hash } from 'node:crypto';
import type { Row, RowValue, Stream } from '../model/stream.ts';
import { GrowingBytes } from '../util/growing-bytes.ts';
import { JsonText } from '../util/json-text.ts';

/** 96 bits: two versions of one row that differ are taken for the same once in 10^28 times. */
const hashLength = 16;

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
  const { volatileParts } = stream;
  const mark = volatileParts === undefined ? undefined : Buffer.from(volatileParts.mark);
  const line = new GrowingBytes(4_096);
  return (row) => {
    line.clear();
    for (const name of names) {
      addValue(line, row[name]);
      line.addText('\u0001');
    }
    const { bytes } = line;
    const isVolatile = mark !== undefined && bytes.includes(mark);
    return hash('sha1', isVolatile ? withoutVolatileParts(stream, bytes.toString()) : bytes, 'base64').slice(
      0,
      hashLength,
    );
  };
}

function addValue(line: GrowingBytes, value: RowValue | undefined): void {
  if (value === null || value === undefined) line.addText('\u0000');
  else if (typeof value === 'string') line.addText(value);
  else if (!(value instanceof JsonText)) line.addText(JSON.stringify(value));
  else if (value.place === undefined) line.addText(value.text);
  else line.add(value.place);
}
