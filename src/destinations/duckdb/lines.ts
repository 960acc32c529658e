import type { Row, Stream } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import { withoutVolatileParts } from '../row-hash.ts';
import { duckdbTypes, quoteName, quoteText } from './sql.ts';
import { type TextOf, textOfType } from './values.ts';

/** Stand for the end of a cell, for null and, before a text, for "this one holds such a character itself". */
const separator = '\u0001';
const mark = '\u0002';

export interface Line {
  readonly text: string;
  /** What tells whether the row has changed, where that is not the whole text. */
  readonly compared: string | null;
}

interface Cell {
  readonly name: string;
  readonly textOf: TextOf;
  readonly isVolatile: boolean;
}

/**
 * Rows as lines of text, which DuckDB's own thread takes apart and casts. Measured, one text for a row costs our thread a
 * third of what a value for each of its columns costs (docs/benchmarks.md).
 */
export class LineWriter {
  /** Column → values that did not fit its type; null was written instead. */
  readonly unfit: Map<string, number> = new Map();
  /** Columns with values that nobody has parsed on the way. */
  readonly unparsed: Set<string> = new Set();
  readonly #cells: readonly Cell[];
  readonly #stream: Stream;
  readonly #hasVolatileColumns: boolean;
  #hasEscapes = false;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#cells = stream.columns.map(({ name, type, volatile }) => ({
      name,
      textOf: textOfType(type),
      isVolatile: volatile === true,
    }));
    this.#hasVolatileColumns = this.#cells.some(({ isVolatile }) => isVolatile);
  }

  /** True when a cell had to be escaped: reading the lines then takes another expression. */
  get hasEscapes(): boolean {
    return this.#hasEscapes;
  }

  write(row: Row): Line {
    let text = '';
    let lasting = '';
    for (const cell of this.#cells) {
      const part = this.#textOf(cell, row) + separator;
      text += part;
      if (this.#hasVolatileColumns && !cell.isVolatile) lasting += part;
    }
    const whole = this.#hasVolatileColumns ? lasting : text;
    const compared = withoutVolatileParts(this.#stream, whole);
    return { text, compared: compared === text ? null : compared };
  }

  countUnfit(column: string, count: number): void {
    this.unfit.set(column, (this.unfit.get(column) ?? 0) + count);
  }

  #textOf({ name, textOf }: Cell, row: Row): string {
    const value = row[name];
    if (value === null || value === undefined) return mark;
    if (value instanceof JsonText) this.unparsed.add(name);
    const text = textOf(value);
    if (text === undefined) {
      this.countUnfit(name, 1);
      return mark;
    }
    return text.startsWith(mark) || text.includes(separator) ? this.#escape(text) : text;
  }

  #escape(text: string): string {
    this.#hasEscapes = true;
    return mark + text.replaceAll(mark, `${mark}b`).replaceAll(separator, `${mark}a`);
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

export interface Reading {
  readonly hasEscapes: boolean;
  /** Columns whose texts may be no JSON, which then becomes null. Without it such a text makes the statement fail. */
  readonly lenient: readonly string[];
}

/** Select list that makes the stream's columns of the list `cells`. */
export function columnsOfCells({ columns }: Stream, { hasEscapes, lenient }: Reading): string {
  const values = columns.map(({ name, type }, index) => {
    const text = cellText(index, hasEscapes);
    if (type === 'string') return `${text} AS ${quoteName(name)}`;
    const cast = lenient.includes(name) ? 'TRY_CAST' : 'CAST';
    return `${cast}(${text} AS ${duckdbTypes[type]}) AS ${quoteName(name)}`;
  });
  return values.join(', ');
}

/** Condition on the list `cells`: the text of the column is no JSON. */
export function isMalformed({ columns }: Stream, column: string, hasEscapes: boolean): string {
  const text = cellText(
    columns.findIndex(({ name }) => name === column),
    hasEscapes,
  );
  return `(${text} IS NOT NULL AND NOT json_valid(${text}))`;
}

/** The list of a line's cells. */
export const cellsOf = (line: string): string => `string_split(${line}, ${character(separator)})`;
