import duckdb from '@duckdb/node-bindings';

/** How many rows a chunk takes. */
export const chunkRows: number = duckdb.vector_size();

const bitsPerByte = 8;
const allValid = 0xff;

/** One column of a chunk of rows, VARCHAR or BLOB. Rows are written in their order. */
export class CellVector {
  readonly #vector: duckdb.Vector;
  readonly #validity = new Uint8Array(chunkRows / bitsPerByte).fill(allValid);
  /** The text of all rows so far, while they are the same: it is handed over once. */
  #repeated: string | undefined;
  #hasNulls = false;

  constructor(chunk: duckdb.DataChunk, at: number) {
    this.#vector = duckdb.data_chunk_get_vector(chunk, at);
  }

  setText(row: number, text: string): void {
    if (row === 0) this.#repeated = text;
    else if (this.#repeated !== text) {
      this.#spread(row);
      duckdb.vector_assign_string_element(this.#vector, row, text);
    }
  }

  /** As VARCHAR they must be UTF-8. */
  setBytes(row: number, bytes: Uint8Array): void {
    this.#spread(row);
    duckdb.vector_assign_string_element_len(this.#vector, row, bytes);
  }

  setNull(row: number): void {
    this.#spread(row);
    const at = Math.floor(row / bitsPerByte);
    this.#validity[at] = (this.#validity[at] ?? allValid) & ~(1 << (row % bitsPerByte));
    this.#hasNulls = true;
  }

  /** To be called before the chunk is appended. */
  finish(): void {
    if (this.#repeated !== undefined) {
      duckdb.vector_reference_value(this.#vector, duckdb.create_varchar(this.#repeated));
    } else if (this.#hasNulls) {
      duckdb.vector_ensure_validity_writable(this.#vector);
      const { buffer, byteLength } = this.#validity;
      duckdb.copy_data_to_vector_validity(this.#vector, 0, buffer, 0, byteLength);
    }
  }

  /** To be called after the chunk was reset. */
  reset(): void {
    this.#repeated = undefined;
    if (this.#hasNulls) this.#validity.fill(allValid);
    this.#hasNulls = false;
  }

  /** Rows before this one get the text that they have in common, each by itself. */
  #spread(row: number): void {
    if (this.#repeated === undefined) return;
    for (let at = 0; at < row; at++) duckdb.vector_assign_string_element(this.#vector, at, this.#repeated);
    this.#repeated = undefined;
  }
}
