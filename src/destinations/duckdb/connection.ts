import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { toWriteError } from './failures.ts';
import { quoteText } from './sql.ts';

/** The name under which the file is attached; staging tables live beside it in DuckDB's `temp` catalog. */
export const catalogName = 'target';

/**
 * Rows of a Base are about 1 KB: DuckDB's default row group (122,880 rows) would hold 140 MB in memory before it can be
 * written. Small groups go to the file as they fill, past the write-ahead log. Measured: docs/benchmarks.md.
 */
export const rowGroupSize = 8192;

const settings = {
  memory_limit: '64MB',
  threads: '1',
  preserve_insertion_order: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allocator_flush_threshold: '1MB',
  allocator_bulk_deallocation_flush_threshold: '1MB',
} as const;

/** One attached database file and the single connection through which everything goes, one statement after another. */
export class DuckdbConnection {
  readonly path: string;
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;

  private constructor(path: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.path = path;
    this.#instance = instance;
    this.connection = connection;
  }

  /** @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
  static async open(path: string): Promise<DuckdbConnection> {
    const file = resolve(path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      const instance = await DuckDBInstance.create(':memory:', { ...settings, temp_directory: `${file}.tmp` });
      const connection = await instance.connect();
      await connection.run(`ATTACH ${quoteText(file)} AS ${catalogName} (ROW_GROUP_SIZE ${rowGroupSize})`);
      await connection.run(`USE ${catalogName}`);
      await connection.run("SET TimeZone = 'UTC'");
      return new DuckdbConnection(path, instance, connection);
    } catch (thrown) {
      throw toWriteError(thrown, path, 'opening');
    }
  }

  /** Runs statements that give no rows. @throws typed errors of `failures.ts`. */
  async run(sql: string): Promise<number> {
    try {
      const result = await this.connection.run(sql);
      return result.rowsChanged;
    } catch (thrown) {
      throw toWriteError(thrown, this.path, 'writing');
    }
  }

  /** All rows of a small answer, values as JSON-compatible texts and numbers. */
  async rows(sql: string, values: readonly string[] = []): Promise<unknown[][]> {
    try {
      const reader = await this.connection.runAndReadAll(sql, [...values]);
      return reader.getRowsJson();
    } catch (thrown) {
      throw toWriteError(thrown, this.path, 'reading');
    }
  }

  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}
