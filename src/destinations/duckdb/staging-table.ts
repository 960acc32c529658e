import type { DuckDBAppender } from '@duckdb/node-api';
import type { Key, Row, Stream } from '../../model/stream.ts';
import { closeAllNow } from '../../util/close-all.ts';
import type { KeyFilter } from '../../util/key-filter.ts';
import { withFileErrors } from '../file-errors.ts';
import { hashColumn } from '../sql/table.ts';
import { names, quoteName } from '../sql/text.ts';
import type { DuckdbConnection } from './connection.ts';
import { DistinctKeys } from './distinct-keys.ts';
import { columnsOfCells, hashOfCells, lineColumns, malformedCells } from './lines.ts';
import { RowChunks } from './row-chunks.ts';

/** In which order rows were written: of equal keys, the greatest wins. */
export const orderColumn = '_larkstream_order';

const temporary = (name: string): string => `temp.main.${quoteName(name)}`;

/** What rewritten rows hold in columns that the stream no longer has. */
export const preservedTable = (stream: string): string => temporary(`preserved_${stream}`);

/** What a row had in common with the table, filled by the merge. */
export const matchedTable = (stream: string): string => temporary(`matched_${stream}`);

/**
 * A table that is filled for a stream. `serial`: no two of a connection have the same. An appender that could not be closed, because DuckDB refused what it
 * holds, hands that over once more when it is collected: then its table must not be there, nor another of its name.
 */
interface Staged {
  readonly stream: Stream;
  readonly serial: number;
}

const linesName = ({ name }: Stream, serial: number): string => `lines_${name}_${serial}`;
const keysName = ({ name }: Stream, serial: number): string => `keys_${name}_${serial}`;

/**
 * Rows and keys of one stream that wait in temporary tables of one connection. A staging table is filled, merged once and dropped:
 * a temporary table that is emptied by TRUNCATE instead keeps the memory of its rows.
 */
export class StagingTable {
  readonly stream: Stream;
  /** Columns of which all of its rows say nothing: the table keeps what it has there. */
  silent: readonly string[] = [];
  /** A view of the lines: the stream's columns, the hash and the order. */
  readonly rowsView: string;
  readonly keysTable: string;
  readonly #database: DuckdbConnection;
  readonly #linesTable: string;
  readonly #lines: RowChunks;
  readonly #keys: DuckDBAppender;
  readonly #parents = new Set<string>();
  /** Primary keys; a repeated one must be found before the merge, which would insert both. */
  readonly #distinctKeys: DistinctKeys;
  #rowCount = 0;
  #keyCount = 0;

  private constructor(
    database: DuckdbConnection,
    { stream, serial }: Staged,
    appenders: { lines: DuckDBAppender; keys: DuckDBAppender },
  ) {
    this.#database = database;
    this.stream = stream;
    this.#linesTable = temporary(linesName(stream, serial));
    this.rowsView = temporary(`rows_${stream.name}`);
    this.keysTable = temporary(keysName(stream, serial));
    this.#distinctKeys = new DistinctKeys(stream.primaryKey);
    this.#lines = new RowChunks(stream, appenders.lines);
    this.#keys = appenders.keys;
  }

  static async create(database: DuckdbConnection, staged: Staged): Promise<StagingTable> {
    const { stream, serial } = staged;
    const keys = (stream.parentKey ?? stream.primaryKey).map((name) => `${quoteName(name)} VARCHAR`);
    const [linesTable, keysTable] = [linesName(stream, serial), keysName(stream, serial)];
    await database.run(
      `CREATE OR REPLACE TEMP TABLE ${quoteName(linesTable)} (${lineColumns(stream)});
       CREATE OR REPLACE TEMP TABLE ${quoteName(keysTable)} (${keys.join(', ')})`,
    );
    return new StagingTable(database, staged, {
      lines: await database.appender(linesTable),
      keys: await database.appender(keysTable),
    });
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Rows that are left once the last of equal keys has won. */
  get distinctRows(): number {
    return this.#distinctKeys.size;
  }

  get keyCount(): number {
    return this.#keyCount;
  }

  /** Roughly, as UTF-8. */
  get bytes(): number {
    return this.#lines.bytes;
  }

  get unfit(): ReadonlyMap<string, number> {
    return this.#lines.unfit;
  }

  /** True when one of the parents waits already: the earlier rows must be merged before the later ones replace them. */
  holdsParent(parents: readonly Key[]): boolean {
    return parents.some((parent) => this.#parents.has(JSON.stringify(parent)));
  }

  addRows(rows: readonly Row[]): void {
    for (const row of rows) {
      this.#distinctKeys.add(row);
      this.#lines.add(row);
      this.#rowCount++;
    }
  }

  /** Adds the keys of all rows to the filter; true when one of them may be there already. */
  mayRepeat(inserted: KeyFilter): boolean {
    return this.#distinctKeys.mayRepeat(inserted);
  }

  /** Parents whose rows are replaced, or keys that are gone; the stream's shape decides which. */
  addKeys(keys: readonly Key[]): void {
    for (const key of keys) {
      for (const value of key) this.#keys.appendVarchar(value);
      this.#keys.endRow();
      this.#parents.add(JSON.stringify(key));
    }
    this.#keyCount += keys.length;
  }

  /** Hands what was appended to DuckDB and leaves one row per primary key, the last one. */
  async settle(): Promise<void> {
    await withFileErrors('writing', this.#database.path, async () => {
      this.#lines.flush();
      this.#keys.flushSync();
    });
    await this.#database.run(this.#viewStatement(false));
    if (this.#distinctKeys.size === this.#rowCount) return;
    await this.#database.run(
      `DELETE FROM ${this.#linesTable} WHERE rowid NOT IN
       (SELECT max(${orderColumn}) FROM ${this.rowsView} GROUP BY ${names(this.stream.primaryKey)})`,
    );
  }

  /** Counts texts that are no JSON and makes them null from here on, mends what can be. Returns whether there were any. */
  async dropMalformed(): Promise<boolean> {
    const cells = malformedCells(this.stream);
    if (cells.length === 0) return false;
    const count = (condition: string): string => `(count(*) FILTER (WHERE ${condition}))::INTEGER`;
    const sums = cells.flatMap(({ asItStands, withoutHalves }) => [count(asItStands), count(withoutHalves)]);
    const [counts = []] = await this.#database.rows(`SELECT ${sums.join(', ')} FROM ${this.#linesTable}`);
    if (counts.every((one) => Number(one) === 0)) return false;
    for (const [at, { name }] of cells.entries()) {
      const left = Number(counts[2 * at + 1]);
      if (left > 0) this.#lines.countUnfit(name, left);
    }
    await this.#database.run(this.#viewStatement(true));
    return true;
  }

  /** Ends filling. Throws when DuckDB refuses what was appended last. */
  close(): void {
    closeAllNow(
      () => this.#lines.close(),
      () => this.#keys.closeSync(),
    );
  }

  /** Statements that drop the tables. */
  get drops(): string[] {
    const { name } = this.stream;
    const tables = [this.#linesTable, this.keysTable, matchedTable(name), preservedTable(name)];
    return [`DROP VIEW IF EXISTS ${this.rowsView}`, ...tables.map((table) => `DROP TABLE IF EXISTS ${table}`)];
  }

  /** Whether rows with these silent columns can join those that wait. */
  takes(silent: readonly string[] = []): boolean {
    const isFresh = this.#rowCount === 0 && this.#keyCount === 0;
    if (isFresh) this.silent = silent;
    return isFresh || this.silent.join() === silent.join();
  }

  #viewStatement(isLenient: boolean): string {
    return `CREATE OR REPLACE TEMP VIEW ${this.rowsView} AS
      SELECT ${columnsOfCells(this.stream, isLenient)}, ${hashOfCells(this.stream, this.silent)} AS ${hashColumn},
        rowid AS ${orderColumn} FROM ${this.#linesTable}`;
  }
}
