import { createHash } from 'node:crypto';
import { Client, type ClientConfig, Pool, type PoolClient, types } from 'pg';
import { type Clock, systemClock } from '../model/clock.ts';
import { ConfigError, LarkstreamError } from '../model/errors.ts';
import { type Random, systemRandom } from '../model/random.ts';
import type { Secret } from '../model/secret.ts';
import { connectPostgres } from '../postgres/connect-postgres.ts';
import { type AddressSetting, refusalOf, serverMessage, sqlState } from '../postgres/refusals.ts';
import { closeAll } from '../util/close-all.ts';
import { Turns } from '../util/turns.ts';
import { BoundedReads, type Reader } from './bounded-reads.ts';
import type { Connection, Database, Lock, SqlRow, SqlValue } from './database.ts';
import { migrate } from './migrate.ts';
import { type StoreFailure, toStoreError } from './to-store-error.ts';

/** Our locks among all advisory locks of the database: any number, the same in all processes. */
const lockClass = 7_312_401;
const schemaName = 'larkstream';

/** Longer than any of our transactions but a migration. */
const lockTimeoutMs = 5_000;
/**
 * A process that hangs, or whose machine has lost power, is noticed after hours only; its locks end with its transaction: before those who wait
 * for one are refused.
 */
const idleTimeoutMs = 4_000;
/** Two transactions have locked the same rows in another order (40P01), or cannot both be said to be the first (40001). */
const repeatable: ReadonlySet<string> = new Set(['40P01', '40001']);
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

/** Our tables in a Postgres that several machines may share, in a schema of their own. */
export class PostgresDatabase implements Database {
  readonly name: string;
  readonly dialect = 'postgres';
  /** Reads have connections of their own: all others may be waiting for a lock. */
  readonly #reads: Pool;
  readonly #writes: Pool;
  readonly #bounded: BoundedReads;
  readonly #hasOwnSessions: boolean;
  readonly #options: PostgresDatabaseOptions;
  /** Of this process: one connection waits for a lock, not all of them. */
  readonly #turns = new Turns();

  private constructor(name: string, { pools, hasOwnSessions }: Connections, options: PostgresDatabaseOptions) {
    this.name = name;
    const [reads, writes] = pools;
    this.#reads = reads;
    this.#writes = writes;
    this.#hasOwnSessions = hasOwnSessions;
    this.#bounded = new BoundedReads({
      most: Math.max(1, Math.floor(reads.options.max / 2)),
      limitMs: options.readLimitMs ?? readLimitMs,
      transact: (work) => transact(reads, beginSql(undefined, hasOwnSessions), work),
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
    const read = async (): Promise<SqlRow[]> =>
      this.#hasOwnSessions
        ? (await this.#reads.query<SqlRow>(sql, [...values])).rows
        : await transact(this.#reads, beginSql(undefined, false), ({ rows }) => rows(sql, values));
    return await this.#guard(read, 'store.read.failed');
  }

  /** Reads what may take long: see `BoundedReads`. @throws TransientError `store.read.slow` */
  async rowsFor(reader: Reader, sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return await this.#guard(() => this.#bounded.rows(reader, sql, values), 'store.read.failed');
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    return await this.transaction(({ run }) => run(sql, values));
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>, lock?: Lock): Promise<T> {
    const begin = beginSql(lock, this.#hasOwnSessions);
    return await this.#guard(() => this.#inTurn(lock, () => this.#repeat(() => transact(this.#writes, begin, work))));
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
        if (attempt > maxRepeats || !repeatable.has(sqlState(thrown))) throw thrown;
        await clock.sleep(repeatDelayMs * attempt * random());
      }
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

function createPool(config: ClientConfig, max: number): Pool {
  const pool = new Pool({
    ...config,
    max,
    // Numbers of our tables stay far below 2^53.
    types: {
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A connection that breaks while it is idle is replaced at its next use; one that breaks within a transaction fails its next statement.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function transact<T>(pool: Pool, begin: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(over(client));
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (thrown) {
    // The connection may be broken: then it is thrown away, and the server rolls back.
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
    throw thrown;
  }
}

function over(client: PoolClient): Connection {
  const query = async (sql: string, values: readonly SqlValue[] = []) => await client.query<SqlRow>(sql, [...values]);
  return {
    dialect: 'postgres',
    rows: async (sql, values) => (await query(sql, values)).rows,
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
  };
}

/**
 * Connections whose sessions are set when they begin, so that a read is one message. Undefined where a pooler in transaction mode lies between (it gives each
 * transaction to another session, and refuses or drops what it does not know): there every statement is in a transaction, which sets what it needs.
 */
async function ownSessions(config: ClientConfig): Promise<ClientConfig | undefined> {
  const settings = [
    `search_path=${schemaName}`,
    `lock_timeout=${lockTimeoutMs}`,
    `idle_in_transaction_session_timeout=${idleTimeoutMs}`,
  ];
  const own = { ...config, options: settings.map((setting) => `-c ${setting}`).join(' ') };
  const client = new Client(own);
  client.on('error', () => {});
  try {
    await client.connect();
    const sql = `SELECT current_setting('search_path') = $1 AND current_setting('lock_timeout') = $2 AS is_own`;
    const { rows } = await client.query<SqlRow>(sql, [schemaName, `${lockTimeoutMs / 1_000}s`]);
    return rows[0]?.is_own === true ? own : undefined;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Begins a transaction, in one message: the next statement sees all that was committed before the lock was ours. Isolation is not the
 * database's own default, where a snapshot may be from before the lock.
 */
function beginSql(lock: Lock | undefined, hasOwnSessions: boolean): string {
  return [
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    ...(hasOwnSessions
      ? []
      : [
          `SET LOCAL search_path = ${schemaName}`,
          `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
          `SET LOCAL idle_in_transaction_session_timeout = ${idleTimeoutMs}`,
        ]),
    ...(lock?.waitMs === undefined ? [] : [`SET LOCAL lock_timeout = ${lock.waitMs}`]),
    ...locksSql(lock),
  ].join('; ');
}

function locksSql(lock: Lock | undefined): string[] {
  return lock === undefined ? [] : [lockSql(lock), ...locksSql(lock.inner)];
}

/** Waits for a lock within a transaction, which ends it. */
export function lockSql({ name, isShared = false }: Lock): string {
  // Two names of one number would only wait for each other.
  const key = createHash('sha256').update(name).digest().readInt32BE();
  return `SELECT pg_advisory_xact_lock${isShared ? '_shared' : ''}(${lockClass}, ${key})`;
}
