import { BLOB, type DuckDBAppender, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import type { Row, RowValue, Stream } from '../../model/stream.ts';
import { bytesAt, JsonText } from '../../util/json-text.ts';
import { CellVector, chunkRows } from './cell-vector.ts';
import { ComparedLines } from './compared-line.ts';
import { type CellEncoder, cellEncoderOf } from './values.ts';

/** Wide rows fill a chunk before it is full of rows. */
const maxChunkBytes = 4_000_000;

interface Cell {
  readonly name: string;
  readonly encode: CellEncoder;
  readonly vector: CellVector;
}

/**
 * Rows as texts in DuckDB's own columns, which its thread casts. Measured, a call for each chunk instead of each row, and no list to take
 * apart again, saves five of thirty microseconds a row; what came as bytes stays bytes (docs/benchmarks.md).
 */
export class RowChunks {
  /** Column → values that did not fit its type; null was written instead. */
  readonly unfit: Map<string, number> = new Map();
  readonly #appender: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;
  readonly #cells: readonly Cell[];
  readonly #compared: CellVector;
  readonly #lines: ComparedLines;
  #rowCount = 0;
  #chunkBytes = 0;
  #bytes = 0;
  #needsCare = false;

  /** Into a table with a VARCHAR for each of the stream's columns, and a BLOB. */
  constructor(stream: Stream, appender: DuckDBAppender) {
    const types = [...stream.columns.map(() => VARCHAR), BLOB];
    this.#appender = appender;
    this.#chunk = DuckDBDataChunk.create(types);
    const { chunk } = this.#chunk;
    this.#cells = stream.columns.map(({ name, type }, at) => ({
      name,
      encode: cellEncoderOf(type),
      vector: new CellVector(chunk, at),
    }));
    this.#compared = new CellVector(chunk, stream.columns.length);
    this.#lines = new ComparedLines(stream);
  }

  /** Of what was added, roughly, as UTF-8. */
  get bytes(): number {
    return this.#bytes + this.#chunkBytes;
  }

  add(row: Row): void {
    this.#needsCare = false;
    for (const cell of this.#cells) this.#set(cell, row[cell.name]);
    if (this.#needsCare) this.#compared.setBytes(this.#rowCount, this.#lines.of(row));
    else this.#compared.setNull(this.#rowCount);
    this.#rowCount++;
    if (this.#rowCount === chunkRows || this.#chunkBytes >= maxChunkBytes) this.#append();
  }

  /** Hands what was added to DuckDB. */
  flush(): void {
    if (this.#rowCount > 0) this.#append();
    this.#appender.flushSync();
  }

  /** Ends filling. Throws when DuckDB refuses what was appended last. */
  close(): void {
    this.#appender.closeSync();
  }

  countUnfit(column: string, count: number): void {
    this.unfit.set(column, (this.unfit.get(column) ?? 0) + count);
  }

  #set({ name, encode, vector }: Cell, value: RowValue | undefined): void {
    if (value === null || value === undefined) {
      vector.setNull(this.#rowCount);
      this.#chunkBytes++;
    } else if (value instanceof JsonText && value.place !== undefined) {
      vector.setBytes(this.#rowCount, bytesAt(value.place));
      this.#chunkBytes += value.place.end - value.place.start;
      this.#needsCare ||= this.#lines.bytesNeedCare(value.place);
    } else {
      const text = encode(value);
      if (text === undefined) {
        this.countUnfit(name, 1);
        vector.setNull(this.#rowCount);
        return;
      }
      vector.setText(this.#rowCount, text);
      this.#chunkBytes += text.length;
      this.#needsCare ||= this.#lines.textNeedsCare(text);
    }
  }

  #append(): void {
    for (const { vector } of this.#cells) vector.finish();
    this.#compared.finish();
    this.#chunk.rowCount = this.#rowCount;
    this.#appender.appendDataChunk(this.#chunk);
    this.#chunk.reset();
    for (const { vector } of this.#cells) vector.reset();
    this.#compared.reset();
    this.#bytes += this.#chunkBytes;
    this.#chunkBytes = 0;
    this.#rowCount = 0;
  }
}
