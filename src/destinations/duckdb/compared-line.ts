import type { Row, Stream } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import { withoutVolatileParts } from '../row-hash.ts';
import { type CellEncoder, cellEncoderOf } from './values.ts';

/**
 * What shows whether a row has changed: its cells in a line, but for columns that change by themselves. DuckDB puts it together and hashes it;
 * where one of these characters stands in a cell, or a part that changes by itself, the line is written here.
 */
const separator = '\u0001';
/** Stands for null and, before a text, for "this one holds such a character itself". */
const mark = '\u0002';

const [separatorByte, markByte] = [separator.charCodeAt(0), mark.charCodeAt(0)];

const character = (text: string): string => `chr(${text.charCodeAt(0)})`;

const lasting = ({ columns }: Stream): { readonly column: Stream['columns'][number]; readonly at: number }[] =>
  columns.map((column, at) => ({ column, at })).filter(({ column }) => column.volatile !== true);

/** SQL: the line of cells that need no care. `cell` gives the expression of the column at a place. */
export function lineOfCells(stream: Stream, cell: (at: number) => string): string {
  const cells = lasting(stream).map(({ at }) => `coalesce(${cell(at)}, ${character(mark)}), ${character(separator)}`);
  return `concat(${cells.join(', ')})`;
}

function escaped(text: string): string {
  if (!text.startsWith(mark) && !text.includes(separator)) return text;
  return mark + text.replaceAll(mark, `${mark}b`).replaceAll(separator, `${mark}a`);
}

/** The lines of a stream's rows that need care. */
export class ComparedLines {
  readonly #stream: Stream;
  readonly #cells: readonly { readonly name: string; readonly encode: CellEncoder }[];
  readonly #volatileText: string | undefined;
  readonly #volatileBytes: Buffer | undefined;
  #body: Buffer | undefined;
  #bodyMayNeedCare = false;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#cells = lasting(stream).map(({ column: { name, type } }) => ({ name, encode: cellEncoderOf(type) }));
    this.#volatileText = stream.volatileParts?.mark;
    this.#volatileBytes = this.#volatileText === undefined ? undefined : Buffer.from(this.#volatileText);
  }

  textNeedsCare(text: string): boolean {
    return (
      text.includes(separator) ||
      text.startsWith(mark) ||
      (this.#volatileText !== undefined && text.includes(this.#volatileText))
    );
  }

  /** Values of one body are looked at together; each by itself only where one of them needs care. */
  bytesNeedCare({ body, start, end }: NonNullable<JsonText['place']>): boolean {
    if (body !== this.#body) {
      this.#body = body;
      this.#bodyMayNeedCare = body.includes(markByte) || this.#needCare(body);
    }
    return this.#bodyMayNeedCare && this.#needCare(body.subarray(start, end));
  }

  of(row: Row): Buffer {
    let line = '';
    for (const { name, encode } of this.#cells) {
      const value = row[name] ?? null;
      const text = value === null ? undefined : value instanceof JsonText ? value.text : encode(value);
      line += (text === undefined ? mark : escaped(text)) + separator;
    }
    return Buffer.from(withoutVolatileParts(this.#stream, line));
  }

  #needCare(bytes: Buffer): boolean {
    return (
      bytes.includes(separatorByte) ||
      bytes[0] === markByte ||
      (this.#volatileBytes !== undefined && bytes.includes(this.#volatileBytes))
    );
  }
}
