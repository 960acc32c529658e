import type { Row, RowValue, Stream } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import { withoutVolatileParts } from '../row-hash.ts';
import { quoteName } from '../sql/text.ts';
import { withoutHalves } from './json-halves.ts';
import { duckdbTypes, quoteText } from './sql.ts';
import { type CellEncoder, cellEncoderOf } from './values.ts';

/** Stand for the end of a cell, for null and, before a text, for "this one holds such a character itself". */
const separator = '\u0001';
const mark = '\u0002';

/** A row as bytes that are appended as one BLOB. */
interface Line {
  /** Valid until the next line is written. */
  readonly bytes: Buffer;
  /** The part that shows whether the row has changed, where that is not the whole line. */
  readonly compared: Buffer | null;
}

interface Cell {
  readonly name: string;
  readonly encode: CellEncoder;
  readonly isVolatile: boolean;
}

const separatorByte = separator.charCodeAt(0);
const markByte = mark.charCodeAt(0);
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const bytesPerUnit = 3;

/**
 * Rows as lines of UTF-8, which DuckDB's own thread takes apart and casts. Measured, one text for a row costs our thread a third
 * of what a value for each of its columns costs, and what came as bytes stays bytes (docs/benchmarks.md).
 */
export class LineWriter {
  /** Column → values that did not fit its type; null was written instead. */
  readonly unfit: Map<string, number> = new Map();
  readonly #cells: readonly Cell[];
  readonly #stream: Stream;
  readonly #hasVolatileColumns: boolean;
  readonly #volatileMark: Buffer | undefined;
  #buffer: Buffer = Buffer.allocUnsafe(65_536);
  #length = 0;
  #hasEscapes = false;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#cells = stream.columns.map(({ name, type, volatile }) => ({
      name,
      encode: cellEncoderOf(type),
      isVolatile: volatile === true,
    }));
    this.#hasVolatileColumns = this.#cells.some(({ isVolatile }) => isVolatile);
    const { volatileParts } = stream;
    this.#volatileMark = volatileParts && Buffer.from(volatileParts.mark);
  }

  /** True when a cell had to be escaped: reading the lines then takes another expression. */
  get hasEscapes(): boolean {
    return this.#hasEscapes;
  }

  write(row: Row): Line {
    this.#length = 0;
    const lasting: Buffer[] = [];
    for (const cell of this.#cells) {
      const start = this.#length;
      this.#addCell(cell, row[cell.name]);
      this.#reserve(1);
      this.#buffer[this.#length++] = separatorByte;
      if (this.#hasVolatileColumns && !cell.isVolatile) lasting.push(this.#buffer.subarray(start, this.#length));
    }
    const bytes = this.#buffer.subarray(0, this.#length);
    const whole = this.#hasVolatileColumns ? Buffer.concat(lasting) : bytes;
    if (this.#volatileMark === undefined || !whole.includes(this.#volatileMark)) {
      return { bytes, compared: this.#hasVolatileColumns ? whole : null };
    }
    return { bytes, compared: Buffer.from(withoutVolatileParts(this.#stream, whole.toString('utf8'))) };
  }

  countUnfit(column: string, count: number): void {
    this.unfit.set(column, (this.unfit.get(column) ?? 0) + count);
  }

  #addCell({ name, encode }: Cell, value: RowValue | undefined): void {
    if (value === null || value === undefined) {
      this.#addByte(markByte);
    } else if (value instanceof JsonText && value.bytes !== undefined) {
      this.#addBytes(value.bytes);
    } else {
      const text = encode(value);
      if (text === undefined) {
        this.countUnfit(name, 1);
        this.#addByte(markByte);
      } else this.#addText(text);
    }
  }

  #addByte(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = byte;
  }

  #addBytes(bytes: Buffer): void {
    if (bytes[0] === markByte || bytes.includes(separatorByte)) {
      this.#addText(bytes.toString('utf8'));
      return;
    }
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #addText(text: string): void {
    const written = text.startsWith(mark) || text.includes(separator) ? this.#escape(text) : text;
    this.#reserve(written.length * bytesPerUnit);
    this.#length += this.#buffer.write(written, this.#length, 'utf8');
  }

  #escape(text: string): string {
    this.#hasEscapes = true;
    return mark + text.replaceAll(mark, `${mark}b`).replaceAll(separator, `${mark}a`);
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + size));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

const character = (text: string): string => `chr(${text.charCodeAt(0)})`;

/** The text of the cell at `index` of the list `cells`; null where null was written. */
function cellText(index: number, hasEscapes: boolean): string {
  const cell = `cells[${index + 1}]`;
  const plain = `nullif(${cell}, ${character(mark)})`;
  if (!hasEscapes) return plain;
  const rest = (letter: string): string => `${character(mark)} || ${quoteText(letter)}`;
  const unescaped = `replace(replace(${cell}[2:], ${rest('a')}, ${character(separator)}), ${rest('b')}, ${character(mark)})`;
  return `CASE WHEN starts_with(${plain}, ${character(mark)}) THEN ${unescaped} ELSE ${plain} END`;
}

/** How lines are read again: what they may hold, and how strictly. */
export interface Reading {
  readonly hasEscapes: boolean;
  /** Texts that may be no JSON become null. Without it such a text makes the statement fail. */
  readonly isLenient: boolean;
}

/** Select list that makes the stream's columns of the list `cells`. */
export function columnsOfCells({ columns }: Stream, { hasEscapes, isLenient }: Reading): string {
  const values = columns.map(({ name, type }, index) => {
    const text = cellText(index, hasEscapes);
    if (type === 'string') return `${text} AS ${quoteName(name)}`;
    if (type === 'json' && isLenient) return `TRY_CAST(${withoutHalves(text)} AS JSON) AS ${quoteName(name)}`;
    return `CAST(${text} AS ${duckdbTypes[type]}) AS ${quoteName(name)}`;
  });
  return values.join(', ');
}

/** For each column of JSON, conditions on the list `cells`: its text is no JSON as it stands, and nor is it without halves. */
export function malformedCells(
  { columns }: Stream,
  hasEscapes: boolean,
): { readonly name: string; readonly asItStands: string; readonly withoutHalves: string }[] {
  return columns.flatMap(({ name, type }, index) => {
    if (type !== 'json') return [];
    const text = cellText(index, hasEscapes);
    const isMalformed = (json: string): string => `(${text} IS NOT NULL AND NOT json_valid(${json}))`;
    return [{ name, asItStands: isMalformed(text), withoutHalves: isMalformed(withoutHalves(text)) }];
  });
}

/** The list of a line's cells. A blob, for that takes bytes as they are. */
export const cellsOf = (line: string): string => `string_split(decode(${line}), ${character(separator)})`;
