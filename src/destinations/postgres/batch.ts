import { type ColumnType, columnTypes, type Key, type Row, type Stream } from '../../model/stream.ts';
import { GrowingBytes } from '../../util/growing-bytes.ts';
import { JsonText } from '../../util/json-text.ts';
import type { KeyFilter } from '../../util/key-filter.ts';
import { rowHasher } from '../row-hash.ts';
import type { TableColumns } from '../sql/dialect.ts';
import { type CopyValue, copyNull, copyValueOf, plainJson } from './copy-text.ts';
import { postgresTypes } from './sql.ts';

/** Lines go to COPY in pieces of about this many bytes: each costs a message. */
const pieceLength = 256 * 1024;

/** The table that the rows go to, and the run that writes them. */
interface BatchOptions {
  readonly stream: Stream;
  /** As they stand in the table: a column that has another type there gets its values in that type, or null. */
  readonly columns: TableColumns;
  readonly startedAt: string;
  readonly runId: string;
}

/** Rows of one stream on their way to the server, as lines of COPY. */
export class Batch {
  readonly stream: Stream;
  readonly unfit: Map<string, number> = new Map();
  readonly #options: BatchOptions;
  readonly #hash: (row: Row) => string;
  /** Primary key → place of the last row that has it: that one wins. */
  readonly #places = new Map<string, number>();
  readonly #hashes: string[] = [];
  /** Columns of which all of its rows say nothing: the table keeps what it has there. */
  silent: readonly string[] = [];
  readonly #parentKeys = new Set<string>();
  readonly parents: Key[] = [];
  readonly #rows: Row[] = [];
  #size = 0;

  constructor(options: BatchOptions) {
    this.stream = options.stream;
    this.#options = options;
    this.#hash = rowHasher(options.stream);
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  /** Roughly, in bytes. */
  get size(): number {
    return this.#size;
  }

  /** Rows that are left once the last of equal keys has won. */
  get distinctRows(): number {
    return this.#places.size;
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0 && this.parents.length === 0;
  }

  /** Whether rows with these silent columns can join those that wait. */
  takes(silent: readonly string[] = []): boolean {
    if (this.isEmpty) this.silent = silent;
    return this.isEmpty || this.silent.join() === silent.join();
  }

  holdsParent(parents: readonly Key[]): boolean {
    return parents.some((parent) => this.#parentKeys.has(JSON.stringify(parent)));
  }

  /** `parents` are replaced as a whole: all of their rows are in `rows`. */
  add(rows: readonly Row[], parents: readonly Key[] = []): void {
    const { primaryKey } = this.stream;
    for (const row of rows) {
      let key = '';
      for (const name of primaryKey) key += `${row[name]}\n`;
      this.#places.set(key, this.#rows.length);
      this.#rows.push(row);
      for (const name in row) {
        const value = row[name];
        this.#size += value instanceof JsonText ? lengthOf(value) : 16;
      }
    }
    for (const parent of parents) {
      this.parents.push(parent);
      this.#parentKeys.add(JSON.stringify(parent));
    }
  }

  /** Adds the keys of all rows to the filter; true when one of them may be there already. */
  mayRepeat(inserted: KeyFilter): boolean {
    let isKnown = false;
    for (const key of this.#places.keys()) isKnown = inserted.add(key) || isKnown;
    return isKnown;
  }

  /** Lines of COPY that show whether the rows are new: primary key, hash, place. */
  *keyLines(): Generator<Buffer, void, void> {
    const { primaryKey } = this.stream;
    const copy = copyValueOf('string', false);
    let piece = '';
    for (const place of this.#places.values()) {
      const row = this.#rows[place] ?? {};
      for (const name of primaryKey) piece += `${copy(row[name] ?? '')}\t`;
      piece += `${this.#hashOf(place, row)}\t${place}\n`;
      if (piece.length < pieceLength) continue;
      yield Buffer.from(piece);
      piece = '';
    }
    if (piece !== '') yield Buffer.from(piece);
  }

  #hashOf(place: number, row: Row): string {
    const known = this.#hashes[place];
    if (known !== undefined) return known;
    // Rows that say less are others, so that what was kept is looked at again once they say it.
    const hash = this.#hash(row) + (this.silent.length === 0 ? '' : `~${this.silent.join()}`);
    this.#hashes[place] = hash;
    return hash;
  }

  /** Lines of COPY in the order of `columnsOf`, without the rows at the places `without`. Made while they are sent. */
  *lines({ isChecked, without }: { isChecked: boolean; without: ReadonlySet<number> }): Generator<Buffer, void, void> {
    this.unfit.clear();
    const columns = this.stream.columns.map(({ name, type }) => {
      const isJson = type === 'json' && !isChecked && this.#typeOf(name, type) === type;
      return { name, isJson, copy: this.#copyOf(name, type, isChecked) };
    });
    const { startedAt, runId } = this.#options;
    const tail = `${startedAt}\t${runId}\t${copyNull}\t`;
    const piece = new GrowingBytes(2 * pieceLength);
    for (const place of this.#places.values()) {
      if (without.has(place)) continue;
      const row = this.#rows[place] ?? {};
      let text = '';
      for (const { name, isJson, copy } of columns) {
        const plain = isJson ? plainJson(row[name]) : undefined;
        if (plain === undefined) {
          text += `${this.#text(name, copy, row)}\t`;
          continue;
        }
        piece.addText(text);
        piece.add(plain);
        text = '\t';
      }
      piece.addText(`${text}${tail}${this.#hashOf(place, row)}\n`);
      if (piece.length < pieceLength) continue;
      yield Buffer.from(piece.bytes);
      piece.clear();
    }
    if (piece.length > 0) yield Buffer.from(piece.bytes);
  }

  #copyOf(name: string, type: ColumnType, isChecked: boolean): CopyValue {
    const held = this.#typeOf(name, type);
    return held === undefined ? () => undefined : copyValueOf(held, isChecked);
  }

  /** The type that the column has in the table; undefined where Larkstream never creates it, so that another program has changed the table. */
  #typeOf(name: string, type: ColumnType): ColumnType | undefined {
    const found = this.#options.columns.get(name);
    if (found === undefined || found === postgresTypes[type]) return type;
    return columnTypes.find((ours) => postgresTypes[ours] === found);
  }

  #text(name: string, copy: CopyValue, row: Row): string {
    const value = row[name];
    if (value === null || value === undefined) return copyNull;
    const text = copy(value);
    if (text !== undefined) return text;
    this.unfit.set(name, (this.unfit.get(name) ?? 0) + 1);
    return copyNull;
  }
}

/** Its text is not asked for where it came as bytes: that would decode it. */
function lengthOf(value: JsonText): number {
  return value.place === undefined ? value.text.length : value.place.end - value.place.start;
}
