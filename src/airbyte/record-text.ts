import type { ColumnType, Row, RowValue, Stream } from '../model/stream.ts';
import type { GrowingBytes } from '../util/growing-bytes.ts';
import { JsonText } from '../util/json-text.ts';
import { isJsonAsText } from './json-schema.ts';

/** What a column of numbers may hold; destinations give them a type of this size. */
type Fits = (value: RowValue) => boolean;

/** DECIMAL(38, 9), of PyAirbyte and of warehouses: one value beyond it makes PyAirbyte's whole load fail. */
const numberBound = 1e29;
const wholeNumber = /^-?\d{1,19}$/;
const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

const fitsNumber: Fits = (value) => Math.abs(Number(value)) < numberBound;

/** 64 bits. */
const fitsInteger: Fits = (value) => {
  if (Number.isSafeInteger(value)) return true;
  const text = String(value);
  return wholeNumber.test(text) && BigInt(text) >= least && BigInt(text) <= most;
};

const limits: Readonly<Partial<Record<ColumnType, Fits>>> = { number: fitsNumber, integer: fitsInteger };

interface Cell {
  /** How it stands before its value, with the comma. */
  readonly start: string;
  readonly isText: boolean;
  readonly fits: Fits | undefined;
  /** The text before, and how it is written: many columns repeat it from row to row. */
  before: RowValue;
  beforeText: string;
}

function valueText(value: RowValue, cell: Cell): string {
  if (value === null) return 'null';
  if (typeof value === 'string' && !cell.isText) {
    if (value !== cell.before) {
      cell.before = value;
      cell.beforeText = JSON.stringify(value);
    }
    return cell.beforeText;
  }
  const json = value instanceof JsonText ? value.text : JSON.stringify(value);
  return cell.isText ? JSON.stringify(json) : json;
}

/** The protocol's word for a value that was left out: AirbyteRecordMessageMetaChange. */
function changesText(columns: readonly string[]): string {
  const changes = columns.map((field) => ({ field, change: 'NULLED', reason: 'SOURCE_FIELD_SIZE_LIMITATION' }));
  return `,"meta":${JSON.stringify({ changes })}`;
}

/** Writes rows of one stream as RECORD lines. Runs for every record of a tenant: texts that came as JSON are not parsed. */
export class RecordText {
  /** Column → numbers that no destination's type for it holds; null was sent instead. */
  readonly unfit: Map<string, number> = new Map();
  readonly #head: string;
  readonly #columns: ReadonlyMap<string, Stream['columns'][number]>;
  readonly #cells = new Map<string, Cell>();

  constructor(stream: Stream) {
    this.#head = `{"type":"RECORD","record":{"stream":${JSON.stringify(stream.name)},"emitted_at":`;
    this.#columns = new Map(stream.columns.map((column) => [column.name, column]));
  }

  /**
   * Adds one line with its end, or nothing. `now` in milliseconds since the epoch.
   * @throws RangeError for a value that is nested too deep to be written
   */
  addLine(row: Row, now: number, to: GrowingBytes): void {
    const before = to.length;
    try {
      this.#addParts(row, now, to);
    } catch (thrown) {
      to.cutTo(before);
      throw thrown;
    }
  }

  #addParts(row: Row, now: number, to: GrowingBytes): void {
    let text = `${this.#head}${now},"data":{`;
    let isFirst = true;
    let unfit: string[] | undefined;
    for (const key in row) {
      const value = row[key];
      if (value === undefined) continue;
      const cell = this.#cell(key);
      text += isFirst ? cell.start.slice(1) : cell.start;
      isFirst = false;
      if (value instanceof JsonText && value.place !== undefined && !cell.isText) {
        to.addText(text);
        to.add(value.place);
        text = '';
      } else if (cell.fits === undefined || value === null || cell.fits(value)) text += valueText(value, cell);
      else {
        text += 'null';
        unfit ??= [];
        unfit.push(key);
      }
    }
    to.addText(unfit === undefined ? `${text}}}}\n` : `${text}}${this.#told(unfit)}}}\n`);
  }

  #told(columns: readonly string[]): string {
    for (const name of columns) this.unfit.set(name, (this.unfit.get(name) ?? 0) + 1);
    return changesText(columns);
  }

  #cell(key: string): Cell {
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const column = this.#columns.get(key);
    const cell: Cell = {
      start: `,${JSON.stringify(key)}:`,
      isText: column !== undefined && isJsonAsText(column),
      fits: column === undefined ? undefined : limits[column.type],
      before: null,
      beforeText: '',
    };
    this.#cells.set(key, cell);
    return cell;
  }
}
