import { createHash } from 'node:crypto';
import { Pool, type PoolClient, types } from 'pg';
import { ConfigError, LarkstreamError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import { connectPostgres } from '../postgres/connect-postgres.ts';
import { refusalOf, serverMessage } from '../postgres/refusals.ts';
import type { Connection, Database, Lock, SqlRow, SqlValue } from './database.ts';
import { migrate } from './migrate.ts';
import { toStoreError } from './to-store-error.ts';

/** Our locks among all advisory locks of the database: any number, the same in all processes. */
const lockClass = 7_312_401;
const schemaName = 'larkstream';

/** Whatever the database's own default: with a snapshot from before the lock, a transaction would not see what others did meanwhile. */
const begin = 'BEGIN ISOLATION LEVEL READ COMMITTED';

/** Our tables in a Postgres that several machines may share, in a schema of their own. */
export class PostgresDatabase implements Database {
  readonly name: string;
  readonly dialect = 'postgres';
  readonly #pool: Pool;

  private constructor(name: string, pool: Pool) {
    this.name = name;
    this.#pool = pool;
  }

  /** @throws ConfigError `store.open.failed`, `store.version.newer`; TransientError `store.open.failed` */
  static async open(url: Secret): Promise<PostgresDatabase> {
    const place = { url, setting: 'events.store', code: 'store.open.failed' } as const;
    const { client, config, name: server } = await connectPostgres(place);
    // It has shown that the server lets us in, and how; the pool makes its own.
    await client.end();
    const name = `${server}, schema ${schemaName}`;
    const pool = new Pool({
      ...config,
      max: 4,
      options: `-c search_path=${schemaName}`,
      // Numbers of our tables stay far below 2^53.
      types: {
        getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
      },
    });
    // A connection that breaks while it is idle is replaced at its next use.
    pool.on('error', () => {});
    const database = new PostgresDatabase(name, pool);
    try {
      const [found] = await database.rows(`SELECT to_regnamespace('${schemaName}') AS name`);
      // Only where it is missing: it takes a right that the user may not have.
      if (found?.name === null) {
        const sql = `CREATE SCHEMA IF NOT EXISTS ${schemaName}`;
        await database.transaction((connection) => connection.run(sql), { name: 'migrations' });
      }
      await migrate(database);
      return database;
    } catch (thrown) {
      await pool.end();
      if (thrown instanceof ConfigError) throw thrown;
      const cause = thrown instanceof LarkstreamError ? (thrown.cause ?? thrown) : thrown;
      const said = serverMessage(cause);
      const message = { en: `Cannot use ${name}: ${said}`, zh: `无法使用 ${name}：“${said}”` };
      const { cure } = refusalOf(cause, 'events.store');
      throw new ConfigError({ code: 'store.open.failed', message, cure, cause: thrown });
    }
  }

  async rows(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return await this.#guard(async () => (await this.#pool.query(sql, [...values])).rows);
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    return await this.#guard(async () => (await this.#pool.query(sql, [...values])).rowCount ?? 0);
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>, lock?: Lock): Promise<T> {
    return await this.#guard(async () => {
      const client = await this.#pool.connect();
      try {
        // In one message: the next statement sees all that was committed before the lock was ours.
        await client.query(lock === undefined ? begin : `${begin}; ${lockSql(lock)}`);
        const result = await work(over(client));
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (thrown) {
        // The connection may be broken: it is thrown away, and the server rolls back.
        client.release(true);
        throw thrown;
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof LarkstreamError) throw thrown;
      throw toStoreError(this.name, thrown);
    }
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

function lockSql({ name, isShared = false }: Lock): string {
  // Two names of one number would only wait for each other.
  const key = createHash('sha256').update(name).digest().readInt32BE();
  return `SELECT pg_advisory_xact_lock${isShared ? '_shared' : ''}(${lockClass}, ${key})`;
}
