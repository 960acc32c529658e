import type { Pool, PoolClient } from 'pg';
import { type Clock, systemClock } from '../model/clock.ts';
import { ConfigError, LarkstreamError } from '../model/errors.ts';
import { type Random, systemRandom } from '../model/random.ts';
import type { Secret } from '../model/secret.ts';
import { connectPostgres } from '../postgres/connect-postgres.ts';
import { type AddressSetting, refusalOf, serverMessage, sqlState } from '../postgres/refusals.ts';
import { closeAll } from '../util/close-all.ts';
import { Turns } from '../util/turns.ts';
import { BoundedReads, type Reader } from './bounded-reads.ts';
import type { Connection, Database, Lock, Safety, SqlRow, SqlValue } from './database.ts';
import { GatheredReads } from './gathered-reads.ts';
import { migrate } from './migrate.ts';
import { OpenTransaction } from './open-transaction.ts';
import { pipeline, type Statement } from './pipeline.ts';
import { beginSql, createPool, ownSessions, schemaName } from './postgres-sessions.ts';
import { StatementNames } from './statement-names.ts';
import { type StoreFailure, toStoreError } from './to-store-error.ts';

/** A statement was kept by the server, and its table has other columns now. */
const changedResult = '0A000';
/** Two transactions have locked the same rows in another order (40P01), or cannot both be said to be the first (40001). */
const repeatable: ReadonlySet<string> = new Set(['40P01', '40001', changedResult]);
const maxRepeats = 3;
const repeatDelayMs = 100;

/** Longer than any list should take. */
const readLimitMs = 10_000;

/** `clock` and `random` time the repeats of transactions that Postgres has broken off. */
export interface PostgresDatabaseOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  /** What a read of `rowsFor` may take. */
  readonly readLimitMs?: number;
}

/** What a store with more tables than those of the inbox adds. */
export interface PostgresStore {
  /** Where the address stands. */
  readonly setting: AddressSetting;
  readonly readConnections: number;
  readonly writeConnections: number;
  /** Brings the further tables to their newest version. */
  readonly migrate: (database: Database) => Promise<void>;
}

const inbox: PostgresStore = {
  setting: 'events.store',
  readConnections: 2,
  writeConnections: 4,
  migrate: async () => {},
};

interface Connections {
  readonly pools: readonly [Pool, Pool];
  /** See `ownSessions`. */
  readonly hasOwnSessions: boolean;
}

interface Transacted {
  readonly lock?: Lock | undefined;
  readonly on?: Safety | undefined;
}

/** The connection may be broken: then it is thrown away, and the server rolls back. */
async function rolledBack(client: PoolClient, rollback: Promise<unknown>): Promise<void> {
  await rollback.then(
    () => client.release(),
    () => client.release(true),
  );
}

/** Our tables in a Postgres that several machines may share, in a schema of their own. */
export class PostgresDatabase implements Database {
  readonly name: string;
  readonly dialect = 'postgres';
  /** Reads have connections of their own: all others may be waiting for a lock. */
  readonly #reads: Pool;
  readonly #writes: Pool;
  readonly #gathered: GatheredReads;
  readonly #bounded: BoundedReads;
  readonly #hasOwnSessions: boolean;
  /** Undefined where a statement may meet another session each time. */
  readonly #names: StatementNames | undefined;
  readonly #options: PostgresDatabaseOptions;
  /** Of this process: one connection waits for a lock, not all of them. */
  readonly #turns = new Turns();

  private constructor(name: string, { pools, hasOwnSessions }: Connections, options: PostgresDatabaseOptions) {
    this.name = name;
    const [reads, writes] = pools;
    this.#reads = reads;
    this.#writes = writes;
    this.#hasOwnSessions = hasOwnSessions;
    this.#names = hasOwnSessions ? new StatementNames() : undefined;
    this.#gathered = new GatheredReads(reads);
    this.#bounded = new BoundedReads({
      most: Math.max(1, Math.floor(reads.options.max / 2)),
      limitMs: options.readLimitMs ?? readLimitMs,
      transact: (work) => this.#transact(reads, {}, work),
      cancel: (pid) => reads.query('SELECT pg_cancel_backend($1)', [pid]),
    });
    this.#options = options;
  }

  /** @throws ConfigError `store.open.failed`, `store.version.newer`, `store.version.other`; TransientError `store.open.failed` */
  static async open(
    url: Secret,
    options: PostgresDatabaseOptions = {},
    { setting, readConnections, writeConnections, migrate: migrateMore }: PostgresStore = inbox,
  ): Promise<PostgresDatabase> {
    const place = { url, setting, code: 'store.open.failed' } as const;
    const { client, config, name: server } = await connectPostgres(place);
    // It has shown that the server lets us in, and how; the pools make their own.
    await client.end();
    const name = `${server}, schema ${schemaName}`;
    const own = await ownSessions(config);
    const pools = [createPool(own ?? config, readConnections), createPool(own ?? config, writeConnections)] as const;
    const database = new PostgresDatabase(name, { pools, hasOwnSessions: own !== undefined }, options);
    try {
      const [found] = await database.rows(`SELECT to_regnamespace('${schemaName}') AS name`);
      // Only where it is missing: it takes a right that the user may not have.
      if (found?.name === null) {
        const sql = `CREATE SCHEMA IF NOT EXISTS ${schemaName}`;
        await database.transaction((connection) => connection.run(sql), { name: 'migrations' });
      }
      await migrate(database);
      await migrateMore(database);
      return database;
    } catch (thrown) {
      await database.close();
      if (thrown instanceof ConfigError) throw thrown;
      const cause = thrown instanceof LarkstreamError ? (thrown.cause ?? thrown) : thrown;
      const said = serverMessage(cause);
      const message = { en: `Cannot use ${name}: ${said}`, zh: `无法使用 ${name}：“${said}”` };
      const { cure } = refusalOf(cause, setting);
      throw new ConfigError({ code: 'store.open.failed', message, cure, cause: thrown });
    }
  }

  async rows(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return await this.#rows(sql, values, (statement) => this.#gathered.rows(statement));
  }

  /** The same for who counts much: what is asked at the same moment waits for none of it. */
  get unhurried(): Connection {
    const rows: Connection['rows'] = (sql, values = []) =>
      this.#rows(sql, values, (statement) => this.#gathered.alone(statement));
    return { dialect: this.dialect, rows, run: (sql, values) => this.run(sql, values) };
  }

  async #rows(
    sql: string,
    values: readonly SqlValue[],
    ask: (statement: Statement) => Promise<SqlRow[]>,
  ): Promise<SqlRow[]> {
    const read = async (): Promise<SqlRow[]> =>
      this.#hasOwnSessions
        ? await ask(this.#statement(sql, values))
        : await this.#transact(this.#reads, {}, ({ rows }) => rows(sql, values));
    return await this.#guard(() => this.#repeat(read), 'store.read.failed');
  }

  /** Reads what may take long: see `BoundedReads`. @throws TransientError `store.read.slow` */
  async rowsFor(reader: Reader, sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return await this.#guard(() => this.#repeat(() => this.#bounded.rows(reader, sql, values)), 'store.read.failed');
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    if (!this.#hasOwnSessions) return await this.transaction(({ run }) => run(sql, values));
    // A statement by itself is a transaction: it needs no messages that begin and end one.
    return await this.#guard(() => this.#repeat(() => this.#write(this.#statement(sql, values))));
  }

  async runSoon(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    if (!this.#hasOwnSessions) return await this.transaction(({ run }) => run(sql, values), undefined, 'soon');
    return await this.#guard(() => this.#repeat(() => this.#writeSoon(sql, values)));
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>, lock?: Lock, on?: Safety): Promise<T> {
    return await this.#guard(() =>
      this.#inTurn(lock, () => this.#repeat(() => this.#transact(this.#writes, { lock, on }, work))),
    );
  }

  async close(): Promise<void> {
    await closeAll(
      () => this.#reads.end(),
      () => this.#writes.end(),
    );
  }

  async #inTurn<T>(lock: Lock | undefined, work: () => Promise<T>): Promise<T> {
    return lock === undefined || lock.isShared === true ? await work() : await this.#turns.take(lock.name, work);
  }

  /** What a transaction does, it does by its connection only, so that it may be done again. */
  async #repeat<T>(once: () => Promise<T>): Promise<T> {
    const { clock = systemClock, random = systemRandom } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await once();
      } catch (thrown) {
        const state = sqlState(thrown);
        if (attempt > maxRepeats || !repeatable.has(state)) throw thrown;
        if (state === changedResult) this.#names?.stop();
        await clock.sleep(repeatDelayMs * attempt * random());
      }
    }
  }

  #statement(text: string, values: readonly SqlValue[] = []): Statement {
    return { name: this.#names?.of(text), text, values };
  }

  async #write(statement: Statement): Promise<number> {
    const client = await this.#writes.connect();
    const [outcome] = await pipeline(client, [statement]);
    client.release();
    if (outcome?.kind === 'failed') throw outcome.thrown;
    return outcome?.kind === 'done' ? outcome.count : 0;
  }

  /** A transaction in one go. */
  async #writeSoon(sql: string, values: readonly SqlValue[]): Promise<number> {
    const begin = beginSql(undefined, true, 'soon').map((one) => this.#statement(one));
    const client = await this.#writes.connect();
    const outcomes = await pipeline(client, [...begin, this.#statement(sql, values), this.#statement('COMMIT')]);
    const failed = outcomes.find((outcome) => outcome.kind === 'failed');
    if (failed === undefined) {
      client.release();
      const outcome = outcomes[begin.length];
      return outcome?.kind === 'done' ? outcome.count : 0;
    }
    await rolledBack(client, client.query('ROLLBACK'));
    throw failed.thrown;
  }

  async #transact<T>(pool: Pool, { lock, on }: Transacted, work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    const begin = beginSql(lock, this.#hasOwnSessions, on).map((sql) => this.#statement(sql));
    const transaction = new OpenTransaction(client, begin, (sql) => this.#names?.of(sql));
    try {
      const result = await work(transaction.connection);
      await transaction.commit();
      client.release();
      return result;
    } catch (thrown) {
      await rolledBack(client, transaction.rollback());
      throw thrown;
    }
  }

  async #guard<T>(work: () => Promise<T>, code?: StoreFailure): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof LarkstreamError) throw thrown;
      throw toStoreError(this.name, thrown, code);
    }
  }
}
