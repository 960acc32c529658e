import type { DuckDBAppender } from '@duckdb/node-api';
import type { Key, Row, Stream } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import type { DuckdbConnection } from './connection.ts';
import { duckdbTypes, names, quoteName } from './sql.ts';
import { type AppendValue, appendValueOf } from './values.ts';

interface StagedColumn {
  readonly name: string;
  readonly append: AppendValue;
}

const orderColumn = '_larkstream_order';

/**
 * Rows that wait in temporary tables for the next merge. Filled and emptied within one transaction: rows that a temporary
 * table has once committed keep their memory after TRUNCATE.
 */
export class Stage {
  readonly stream: Stream;
  readonly rowsTable: string;
  readonly keysTable: string;
  readonly #database: DuckdbConnection;
  readonly #columns: readonly StagedColumn[];
  readonly #rows: DuckDBAppender;
  readonly #keys: DuckDBAppender;
  readonly #parents = new Set<string>();
  readonly unfit: Map<string, number> = new Map();
  /** Columns with values that nobody has parsed on the way. */
  readonly #unparsed = new Set<string>();
  #rowCount = 0;
  #keyCount = 0;
  #order = 0;
  #bytes = 0;

  private constructor(database: DuckdbConnection, stream: Stream, rows: DuckDBAppender, keys: DuckDBAppender) {
    this.#database = database;
    this.stream = stream;
    this.rowsTable = `temp.main.${quoteName(`rows_${stream.name}`)}`;
    this.keysTable = `temp.main.${quoteName(`keys_${stream.name}`)}`;
    this.#columns = stream.columns.map((column) => ({ name: column.name, append: appendValueOf(column.type) }));
    this.#rows = rows;
    this.#keys = keys;
  }

  static async create(database: DuckdbConnection, stream: Stream): Promise<Stage> {
    const columns = stream.columns.map((column) => `${quoteName(column.name)} ${duckdbTypes[column.type]}`);
    const keys = (stream.parentKey ?? stream.primaryKey).map((name) => `${quoteName(name)} VARCHAR`);
    await database.run(
      `CREATE OR REPLACE TEMP TABLE ${quoteName(`rows_${stream.name}`)} (${columns.join(', ')}, ${orderColumn} INTEGER);
       CREATE OR REPLACE TEMP TABLE ${quoteName(`keys_${stream.name}`)} (${keys.join(', ')})`,
    );
    const rows = await database.connection.createAppender(`rows_${stream.name}`, 'main', 'temp');
    const keysAppender = await database.connection.createAppender(`keys_${stream.name}`, 'main', 'temp');
    return new Stage(database, stream, rows, keysAppender);
  }

  get isEmpty(): boolean {
    return this.#rowCount === 0 && this.#keyCount === 0;
  }

  get rowCount(): number {
    return this.#rowCount;
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
    for (const row of rows) {
      for (const column of this.#columns) this.#addValue(appender, column, row);
      appender.appendInteger(this.#order++);
      appender.endRow();
    }
    this.#rowCount += rows.length;
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

  /** Hands what was appended to DuckDB and leaves one row per primary key, the last one. Returns the rows left. */
  async settle(): Promise<number> {
    this.#rows.flushSync();
    this.#keys.flushSync();
    if (this.#rowCount === 0) return 0;
    const key = names(this.stream.primaryKey);
    const [counts] = await this.#database.rows(
      `SELECT count(*)::INTEGER, (SELECT count(*) FROM (SELECT DISTINCT ${key} FROM ${this.rowsTable}))::INTEGER FROM ${this.rowsTable}`,
    );
    const distinct = Number(counts?.[1] ?? 0);
    await this.#dropMalformed();
    if (distinct < this.#rowCount) {
      await this.#database.run(
        `DELETE FROM ${this.rowsTable} WHERE ${orderColumn} NOT IN
         (SELECT max(${orderColumn}) FROM ${this.rowsTable} GROUP BY ${key})`,
      );
    }
    return distinct;
  }

  async #dropMalformed(): Promise<void> {
    for (const name of this.#unparsed) {
      const column = quoteName(name);
      const malformed = `${column} IS NOT NULL AND NOT json_valid(${column})`;
      const [counts] = await this.#database.rows(`SELECT count(*)::INTEGER FROM ${this.rowsTable} WHERE ${malformed}`);
      const count = Number(counts?.[0] ?? 0);
      if (count === 0) continue;
      await this.#database.run(`UPDATE ${this.rowsTable} SET ${column} = NULL WHERE ${malformed}`);
      this.#countUnfit(name, count);
    }
    this.#unparsed.clear();
  }

  async clear(): Promise<void> {
    if (this.#rowCount > 0) await this.#database.run(`TRUNCATE ${this.rowsTable}`);
    if (this.#keyCount > 0) await this.#database.run(`TRUNCATE ${this.keysTable}`);
    this.#parents.clear();
    this.#rowCount = 0;
    this.#keyCount = 0;
    this.#order = 0;
    this.#bytes = 0;
  }

  close(): void {
    this.#rows.closeSync();
    this.#keys.closeSync();
  }

  #addValue(appender: DuckDBAppender, column: StagedColumn, row: Row): void {
    const value = row[column.name];
    if (value === null || value === undefined) {
      appender.appendNull();
      return;
    }
    if (value instanceof JsonText) this.#unparsed.add(column.name);
    const bytes = column.append(appender, value);
    if (bytes >= 0) {
      this.#bytes += bytes;
    } else {
      this.#countUnfit(column.name, 1);
    }
  }

  #countUnfit(column: string, count: number): void {
    this.unfit.set(column, (this.unfit.get(column) ?? 0) + count);
  }
}
