import { closeSync, existsSync, openSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ConfigError, LarkstreamError } from '../model/errors.ts';
import { writeFault } from '../model/write-fault.ts';
import { hasFolder } from '../util/has-folder.ts';
import { makeFolder } from '../util/make-folder.ts';
import { Turns } from '../util/turns.ts';
import type { Connection, Database, SqlRow, SqlValue } from './database.ts';
import { migrate } from './migrate.ts';
import { type StoreFailure, toStoreError } from './to-store-error.ts';

/** Calls block the thread, so two connections of one process to the same file must not wait for each other's transaction. */
const turns = new Turns();
/** How long one process waits for another's transaction, which take milliseconds. */
const busyTimeoutMs = 5_000;

/**
 * A file that several processes of one machine may open. `synchronous = FULL` under WAL: what a transaction wrote is on the disk
 * before it is said to be. Node's own SQLite has no asynchronous calls; ours are short.
 */
export class SqliteDatabase implements Database {
  readonly name: string;
  readonly dialect = 'sqlite';
  readonly #file: DatabaseSync;
  /** The file, by whichever of its names it was opened. */
  readonly #queueKey: string;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(path: string, file: DatabaseSync) {
    this.name = path;
    this.#file = file;
    this.#queueKey = realpathSync(path);
  }

  /** @throws ConfigError `store.open.failed`, `store.version.newer`, `store.version.other` */
  static async open(place: string): Promise<SqliteDatabase> {
    const path = resolve(place);
    let file: DatabaseSync | undefined;
    try {
      makeFolder(dirname(path));
      // It holds tickets and the content of events: for its owner only. SQLite gives the files beside it the same mode.
      // Appending leaves alone what another process may have made and filled a moment ago.
      if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
      file = new DatabaseSync(path);
      file.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL`);
      const database = new SqliteDatabase(path, file);
      await migrate(database);
      return database;
    } catch (caught) {
      file?.close();
      if (caught instanceof ConfigError) throw caught;
      const thrown = caught instanceof LarkstreamError ? (caught.cause ?? caught) : caught;
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new ConfigError({
        code: 'store.open.failed',
        message: writeFault(path, thrown, hasFolder(path)) ?? { en: `${path}: ${reason}`, zh: `${path}：“${reason}”` },
        cause: thrown,
      });
    }
  }

  async rows(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return await this.#queue(() => this.#direct.rows(sql, values));
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    return await this.#queue(() => this.#direct.run(sql, values));
  }

  async runSoon(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    return await this.run(sql, values);
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return await this.#queue(() => this.#transact(work));
  }

  readonly #direct: Connection = {
    dialect: 'sqlite',
    rows: async (sql, values = []) => this.#guard(() => this.#prepare(sql).all(named(values)), 'store.read.failed'),
    run: async (sql, values = []) => this.#guard(() => Number(this.#prepare(sql).run(named(values)).changes)),
  };

  /** What is not part of a transaction waits for its end. */
  async #queue<T>(work: () => Promise<T>): Promise<T> {
    return await turns.take(this.#queueKey, work);
  }

  async close(): Promise<void> {
    await this.#queue(async () => this.#file.close());
  }

  async #transact<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    this.#guard(() => this.#file.exec('BEGIN IMMEDIATE'));
    try {
      const result = await work(this.#direct);
      this.#guard(() => this.#file.exec('COMMIT'));
      return result;
    } catch (thrown) {
      if (this.#file.isTransaction) this.#file.exec('ROLLBACK');
      throw thrown;
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#file.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(work: () => T, code?: StoreFailure): T {
    try {
      return work();
    } catch (thrown) {
      if (thrown instanceof LarkstreamError) throw thrown;
      throw toStoreError(this.name, thrown, code);
    }
  }
}

function named(values: readonly SqlValue[]): Record<string, SqlValue> {
  return Object.fromEntries(values.map((value, at) => [`$${at + 1}`, value]));
}
