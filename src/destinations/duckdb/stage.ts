import type { DuckDBAppender } from '@duckdb/node-api';
import type { Key, Row, Stream } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import type { KeyFilter } from '../../util/key-filter.ts';
import { rowHasher } from '../row-hash.ts';
import type { DuckdbConnection } from './connection.ts';
import { duckdbTypes, names, quoteName } from './sql.ts';
import { hashColumn } from './table.ts';
import { type AppendValue, appendValueOf } from './values.ts';

interface StagedColumn {
  readonly name: string;
  readonly append: AppendValue;
}

export const orderColumn = '_larkstream_order';

/** What a row had in common with the table, filled by the merge. */
export const metTable = (stream: string): string => `temp.main.${quoteName(`met_${stream}`)}`;

/**
 * Rows and keys of one stream that wait in temporary tables of one connection. A stage is filled, merged once and dropped:
 * a temporary table that is emptied by TRUNCATE instead keeps the memory of its rows.
 */
export class Stage {
  readonly stream: Stream;
  readonly rowsTable: string;
  readonly keysTable: string;
  readonly unfit: Map<string, number> = new Map();
  readonly #database: DuckdbConnection;
  readonly #columns: readonly StagedColumn[];
  readonly #hash: (row: Row) => string;
  readonly #rows: DuckDBAppender;
  readonly #keys: DuckDBAppender;
  readonly #parents = new Set<string>();
  /** Primary keys; one that comes twice must be told before the merge, which would insert both. */
  readonly #seen = new Set<string>();
  /** Columns with values that nobody has parsed on the way. */
  readonly #unparsed = new Set<string>();
  #rowCount = 0;
  #keyCount = 0;
  #bytes = 0;

  private constructor(
    database: DuckdbConnection,
    stream: Stream,
    appenders: { rows: DuckDBAppender; keys: DuckDBAppender },
  ) {
    this.#database = database;
    this.stream = stream;
    this.rowsTable = `temp.main.${quoteName(`rows_${stream.name}`)}`;
    this.keysTable = `temp.main.${quoteName(`keys_${stream.name}`)}`;
    this.#columns = stream.columns.map((column) => ({ name: column.name, append: appendValueOf(column.type) }));
    this.#hash = rowHasher(stream);
    this.#rows = appenders.rows;
    this.#keys = appenders.keys;
  }

  static async create(database: DuckdbConnection, stream: Stream): Promise<Stage> {
    const columns = stream.columns.map((column) => `${quoteName(column.name)} ${duckdbTypes[column.type]}`);
    const keys = (stream.parentKey ?? stream.primaryKey).map((name) => `${quoteName(name)} VARCHAR`);
    const [rowsName, keysName] = [`rows_${stream.name}`, `keys_${stream.name}`];
    await database.run(
      `CREATE OR REPLACE TEMP TABLE ${quoteName(rowsName)} (${columns.join(', ')}, ${hashColumn} VARCHAR, ${orderColumn} INTEGER);
       CREATE OR REPLACE TEMP TABLE ${quoteName(keysName)} (${keys.join(', ')})`,
    );
    return new Stage(database, stream, {
      rows: await database.connection.createAppender(rowsName, 'main', 'temp'),
      keys: await database.connection.createAppender(keysName, 'main', 'temp'),
    });
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Rows that are left once the last of equal keys has won. */
  get distinctRows(): number {
    return this.#seen.size;
  }

  get keyCount(): number {
    return this.#keyCount;
  }

  /** Roughly; texts count by their length. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True when one of the parents waits already: the earlier rows must be merged before the later ones replace them. */
  holdsParent(parents: readonly Key[]): boolean {
    return parents.some((parent) => this.#parents.has(JSON.stringify(parent)));
  }

  addRows(rows: readonly Row[]): void {
    const appender = this.#rows;
    const { primaryKey } = this.stream;
    for (const row of rows) {
      let key = '';
      for (const name of primaryKey) key += `${row[name]}\n`;
      this.#seen.add(key);
      for (const column of this.#columns) this.#addValue(appender, column, row);
      appender.appendVarchar(this.#hash(row));
      appender.appendInteger(this.#rowCount++);
      appender.endRow();
    }
  }

  /** Adds the keys of all rows to the filter; true when one of them may be there already. */
  mayRepeat(met: KeyFilter): boolean {
    let isKnown = false;
    for (const key of this.#seen) isKnown = met.add(key) || isKnown;
    return isKnown;
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

  /** Hands what was appended to DuckDB and leaves one row per primary key, the last one, with readable JSON. */
  async settle(): Promise<void> {
    this.#rows.flushSync();
    this.#keys.flushSync();
    if (this.#seen.size < this.#rowCount) {
      await this.#database.run(
        `DELETE FROM ${this.rowsTable} WHERE ${orderColumn} NOT IN
         (SELECT max(${orderColumn}) FROM ${this.rowsTable} GROUP BY ${names(this.stream.primaryKey)})`,
      );
    }
    if (this.#unparsed.size > 0) await this.#dropMalformed([...this.#unparsed]);
  }

  /** Ends filling; the returned statements drop the tables. */
  close(): string[] {
    this.#rows.closeSync();
    this.#keys.closeSync();
    return [this.rowsTable, this.keysTable, metTable(this.stream.name)].map((table) => `DROP TABLE IF EXISTS ${table}`);
  }

  async #dropMalformed(columns: readonly string[]): Promise<void> {
    const malformed = (name: string): string =>
      `(${quoteName(name)} IS NOT NULL AND NOT json_valid(${quoteName(name)}))`;
    const sums = columns.map((name) => `(count(*) FILTER (WHERE ${malformed(name)}))::INTEGER`);
    const [counts] = await this.#database.rows(`SELECT ${sums.join(', ')} FROM ${this.rowsTable}`);
    for (const [index, name] of columns.entries()) {
      const count = Number(counts?.[index] ?? 0);
      if (count === 0) continue;
      await this.#database.run(`UPDATE ${this.rowsTable} SET ${quoteName(name)} = NULL WHERE ${malformed(name)}`);
      this.#countUnfit(name, count);
    }
  }

  #addValue(appender: DuckDBAppender, column: StagedColumn, row: Row): void {
    const value = row[column.name];
    if (value === null || value === undefined) {
      appender.appendNull();
      return;
    }
    if (value instanceof JsonText) this.#unparsed.add(column.name);
    const bytes = column.append(appender, value);
    if (bytes >= 0) this.#bytes += bytes;
    else this.#countUnfit(column.name, 1);
  }

  #countUnfit(column: string, count: number): void {
    this.unfit.set(column, (this.unfit.get(column) ?? 0) + count);
  }
}
