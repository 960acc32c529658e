import { type ColumnType, columnTypes, type Key, type Row, type Stream } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import type { KeyFilter } from '../../util/key-filter.ts';
import { rowHasher } from '../row-hash.ts';
import type { TableColumns } from '../sql/dialect.ts';
import { type CopyValue, copyNull, copyValueOf } from './copy-text.ts';
import { postgresTypes } from './sql.ts';

/** Texts go to COPY in pieces of about this many characters: each costs a message. */
const pieceLength = 256 * 1024;

/** The table that the rows go to, and the run that writes them. */
interface BatchOptions {
  readonly stream: Stream;
  /** As they stand in the table: a column that has another type there gets its values in that type, or null. */
  readonly columns: TableColumns;
  readonly startedAt: string;
  readonly runId: string;
}

/** Rows of one stream on their way to the server, as texts of COPY. */
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

  /** Roughly, in characters. */
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
        this.#size += value instanceof JsonText ? value.text.length : 16;
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
  *keyTexts(): Generator<string, void, void> {
    const { primaryKey } = this.stream;
    const copy = copyValueOf('string', false);
    let piece = '';
    for (const place of this.#places.values()) {
      const row = this.#rows[place] ?? {};
      for (const name of primaryKey) piece += `${copy(row[name] ?? '')}\t`;
      piece += `${this.#hashOf(place, row)}\t${place}\n`;
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    if (piece !== '') yield piece;
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
  *texts({ isChecked, without }: { isChecked: boolean; without: ReadonlySet<number> }): Generator<string, void, void> {
    this.unfit.clear();
    const columns = this.stream.columns.map(({ name, type }) => ({ name, copy: this.#copyOf(name, type, isChecked) }));
    const { startedAt, runId } = this.#options;
    const tail = `${startedAt}\t${runId}\t${copyNull}\t`;
    let piece = '';
    for (const place of this.#places.values()) {
      if (without.has(place)) continue;
      const row = this.#rows[place] ?? {};
      for (const { name, copy } of columns) piece += `${this.#text(name, copy, row)}\t`;
      piece += `${tail}${this.#hashOf(place, row)}\n`;
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
    }
    if (piece !== '') yield piece;
  }

  #copyOf(name: string, type: ColumnType, isChecked: boolean): CopyValue {
    const found = this.#options.columns.get(name);
    if (found === undefined || found === postgresTypes[type]) return copyValueOf(type, isChecked);
    const held = columnTypes.find((ours) => postgresTypes[ours] === found);
    // Larkstream never creates this type: another program has changed the table.
    return held === undefined ? () => undefined : copyValueOf(held, isChecked);
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
