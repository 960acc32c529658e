import { Pool, type PoolClient, types } from 'pg';
import { ConfigError, LarkstreamError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import { connectPostgres } from '../postgres/connect-postgres.ts';
import { refusalOf, serverMessage } from '../postgres/refusals.ts';
import type { Connection, Database, SqlRow, SqlValue } from './database.ts';
import { toStoreError } from './failure.ts';
import { schemaFor } from './schema.ts';

/** Any number, the same in all processes. */
const [schemaLock, claimLock] = [7_312_401, 7_312_402];
const schemaName = 'larkstream';

/** Our tables in a Postgres that several machines may share, in a schema of their own. */
export class PostgresDatabase implements Database {
  readonly name: string;
  readonly #pool: Pool;

  private constructor(name: string, pool: Pool) {
    this.name = name;
    this.#pool = pool;
  }

  /** @throws ConfigError or TransientError `store.open.failed` */
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
      await database.transaction(async (connection) => {
        // Two processes that start at once would both find the tables missing.
        await connection.run(`SELECT pg_advisory_xact_lock(${schemaLock})`);
        await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schemaName}`);
        for (const sql of schemaFor('BIGSERIAL PRIMARY KEY')) await connection.run(sql);
      });
      return database;
    } catch (thrown) {
      await pool.end();
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

  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return await this.#guard(async () => {
      const client = await this.#pool.connect();
      try {
        await client.query('BEGIN');
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

  async lockClaims(connection: Connection): Promise<void> {
    await connection.run(`SELECT pg_advisory_xact_lock(${claimLock})`);
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
    rows: async (sql, values) => (await query(sql, values)).rows,
    run: async (sql, values) => (await query(sql, values)).rowCount ?? 0,
  };
}
