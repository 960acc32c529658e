import { dirname, resolve } from 'node:path';
import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ConfigError, StoppedError } from '../../model/errors.ts';
import { closeAll } from '../../util/close-all.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { Turns } from '../../util/turns.ts';
import { type FileOperation, withFileErrors } from '../file-errors.ts';
import { quoteText } from './sql.ts';

/** The name under which the file is attached; staging tables live beside it in DuckDB's `temp` catalog. */
export const catalogName = 'target';

/**
 * Rows of a Base are about 1 KB: DuckDB's default row group (122,880 rows) would hold 140 MB in memory before it can be
 * written. Small groups go to the file as they fill, past the write-ahead log. Measured: docs/benchmarks.md.
 */
export const rowGroupSize = 8192;

const prepare = `USE ${catalogName}; SET TimeZone = 'UTC'`;

/**
 * Enough for rows of some kilobytes, whatever their number. Row groups of much wider rows do not fit: DuckDB then fails
 * instead of spilling, so `allowWideRows` raises the limit.
 */
const wideRowsMegabytes = 1_000;

/** Enough for tables of usually many columns. */
const usualMegabytes = 64;
const usualColumns = 120;
/** A table costs memory for each column that is written, however few rows it has, until DuckDB moves its log into the file. */
const megabytesPerColumn = 0.25;

const settings = {
  memory_limit: `${usualMegabytes}MB`,
  threads: '1',
  preserve_insertion_order: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allocator_flush_threshold: '1MB',
  // Each time that memory is given back it has to be asked for again: with 1 MB that is three microseconds a row.
  allocator_bulk_deallocation_flush_threshold: '12MB',
} as const;

/** DuckDB takes a `?` for the end of a name and puts its log (`.wal`) before it. @throws ConfigError `destination.open.failed` */
function assertUsable(file: string): void {
  const [held] = ['?', '\u0000'].filter((character) => file.includes(character));
  if (held === undefined) return;
  const shown = JSON.stringify(file);
  throw new ConfigError({
    code: 'destination.open.failed',
    message: {
      en: `DuckDB, which stores the rows, cannot use a path with the character ${JSON.stringify(held)}: ${shown}`,
      zh: `保存数据行的 DuckDB 不能使用含有字符 ${JSON.stringify(held)} 的路径：${shown}`,
    },
    cure: {
      en: 'Choose another `destination.path`, or rename the folder above it.',
      zh: '请改用其他 `destination.path`,或重命名其上级文件夹。',
    },
  });
}

function closed(path: string): StoppedError {
  return new StoppedError({
    code: 'run.stopped',
    message: { en: `${path} has been closed`, zh: `${path} 已关闭` },
  });
}

/** A connection to an attached database file. Its statements run one after another, beside those of its siblings. */
export class DuckdbConnection {
  readonly path: string;
  /** A file does not go away as a server does. */
  readonly isOpen = true;
  readonly #connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  readonly #isSibling: boolean;
  readonly #siblings: DuckdbConnection[] = [];
  readonly #turns = new Turns();
  #isClosed = false;

  private constructor(
    path: string,
    parts: { instance: DuckDBInstance; connection: DuckDBConnection; isSibling: boolean },
  ) {
    this.path = path;
    this.#connection = parts.connection;
    this.#instance = parts.instance;
    this.#isSibling = parts.isSibling;
  }

  /** @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
  static async open(path: string): Promise<DuckdbConnection> {
    const file = resolve(path);
    assertUsable(file);
    return await withFileErrors('opening', path, async () => {
      makeFolder(dirname(file));
      const instance = await DuckDBInstance.create(':memory:', { ...settings, temp_directory: `${file}.tmp` });
      const connection = await instance.connect();
      await connection.run(`ATTACH ${quoteText(file)} AS ${catalogName} (ROW_GROUP_SIZE ${rowGroupSize})`);
      await connection.run(prepare);
      return new DuckdbConnection(path, { instance, connection, isSibling: false });
    });
  }

  get name(): string {
    return this.path;
  }

  /** Another connection to the same file, with temporary tables of its own; closed with this one. */
  async sibling(): Promise<DuckdbConnection> {
    const connection = await this.#instance.connect();
    await connection.run(prepare);
    const sibling = new DuckdbConnection(this.path, { instance: this.#instance, connection, isSibling: true });
    this.#siblings.push(sibling);
    return sibling;
  }

  /** For rows so wide that a row group of them does not fit into the usual memory. */
  async allowWideRows(): Promise<void> {
    await this.run(`SET memory_limit = '${wideRowsMegabytes}MB'`);
  }

  /** For this many columns, of all tables that are written together. */
  async allowColumns(count: number): Promise<void> {
    if (count <= usualColumns) return;
    const megabytes = usualMegabytes + Math.ceil((count - usualColumns) * megabytesPerColumn);
    await this.run(`SET memory_limit = '${Math.min(megabytes, wideRowsMegabytes)}MB'`);
  }

  /** Runs statements that give no rows. @throws typed errors of `file-errors.ts`. */
  async run(sql: string): Promise<number> {
    return await this.#inTurn('writing', async () => (await this.#connection.run(sql)).rowsChanged);
  }

  /** All rows of a small answer, values as JSON-compatible texts and numbers. */
  async rows(sql: string, values: readonly string[] = []): Promise<unknown[][]> {
    return await this.#inTurn('reading', async () => {
      // Without values the binding runs the text in one call instead of preparing, binding and running it.
      const reader = await this.#connection.runAndReadAll(sql, values.length === 0 ? undefined : [...values]);
      return reader.getRowsJson();
    });
  }

  /** Fills a temporary table of this connection. */
  async appender(table: string): Promise<DuckDBAppender> {
    return await this.#inTurn('writing', () => this.#connection.createAppender(table, 'main', 'temp'));
  }

  /** Waits for the statement that is under way: DuckDB ends the process when its connection goes from under it. Later ones are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await closeAll(
      ...this.#siblings.map((sibling) => () => sibling.close()),
      () => this.#turns.take('statement', async () => this.#connection.closeSync()),
      () => (this.#isSibling ? undefined : this.#instance.closeSync()),
    );
  }

  /** A statement that begins beside another makes that one fail. */
  async #inTurn<T>(operation: FileOperation, work: () => Promise<T>): Promise<T> {
    return await this.#turns.take('statement', async () => {
      if (this.#isClosed) throw closed(this.path);
      return await withFileErrors(operation, this.path, work);
    });
  }
}
