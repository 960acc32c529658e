import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client, QueryArrayConfig, QueryArrayResult } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Secret } from '../../model/secret.ts';
import { connectPostgres } from '../../postgres/connect-postgres.ts';
import { storableText } from '../../util/storable-text.ts';
import { type PostgresOperation, toPostgresError } from './errors.ts';

/** What a statement gave. */
export interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  /** Rows that the statement wrote. */
  readonly count: number;
}

/** What a query gave, each value as the text that the server wrote. */
interface TextAnswer {
  readonly columns: readonly { readonly name: string; readonly type: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const settings = [
  "SET TIME ZONE 'UTC'",
  // Ours are the only temporary tables of the session, and they are filled and read all the time.
  "SET temp_buffers = '64MB'",
  // A client that was killed is noticed in the middle of a statement too, and its lock is free again. Not on every system.
  "SELECT set_config(name, '1s', false) FROM pg_settings WHERE name = 'client_connection_check_interval'",
  // Of one whose machine is gone it learns within half a minute, also between statements; the default is two hours.
  'SET tcp_keepalives_idle = 10',
  'SET tcp_keepalives_interval = 5',
  'SET tcp_keepalives_count = 3',
  'SET client_min_messages = warning',
  'SET standard_conforming_strings = on',
];

const settingsFor = (lockTimeoutMs: number): string =>
  [...settings, `SET lock_timeout = ${Math.trunc(lockTimeoutMs)}`].join('; ');

/** One session with a server. Statements run one after another; one that fails ends the transaction, not the session. */
export class PostgresConnection {
  /** For messages: host and database, never the password. */
  readonly name: string;
  readonly #client: Client;
  #lost: unknown;

  private constructor(client: Client, name: string) {
    this.#client = client;
    this.name = name;
    client.on('error', (error) => {
      this.#lost ??= error;
    });
  }

  /** @throws ConfigError or TransientError `destination.open.failed`. */
  static async open(url: Secret, lockTimeoutMs: number): Promise<PostgresConnection> {
    const place = { url, setting: 'destination.url', code: 'destination.open.failed' } as const;
    const { client, name } = await connectPostgres(place);
    try {
      await client.query(settingsFor(lockTimeoutMs));
      return new PostgresConnection(client, name);
    } catch (thrown) {
      await client.end().catch(() => undefined);
      throw toPostgresError(thrown, name, 'reading');
    }
  }

  /** For another user, after `forget`: as it is when it is opened. False when it is lost. */
  async begin(lockTimeoutMs: number): Promise<boolean> {
    return await this.#does(settingsFor(lockTimeoutMs));
  }

  /** Drops and unlocks whatever was made and locked for the session alone. False when it is lost, or within a transaction. */
  async forget(): Promise<boolean> {
    return await this.#does('DISCARD ALL');
  }

  async #does(sql: string): Promise<boolean> {
    if (!this.isOpen) return false;
    return await this.#client.query(sql).then(
      () => true,
      () => false,
    );
  }

  /** Runs one statement, or several without values; the answer is that of the last. */
  async run(sql: string, values: readonly unknown[] = [], operation: PostgresOperation = 'writing'): Promise<Answer> {
    try {
      const query: QueryArrayConfig = {
        text: sql,
        rowMode: 'array',
        ...(values.length === 0 ? {} : { values: values.map(storable) }),
      };
      // Several statements at once give a list of answers, of which the types know nothing.
      const result: QueryArrayResult | QueryArrayResult[] = await this.#client.query(query);
      const last = Array.isArray(result) ? result.at(-1) : result;
      return { rows: last?.rows ?? [], count: last?.rowCount ?? 0 };
    } catch (thrown) {
      throw toPostgresError(this.#lost ?? thrown, this.name, operation);
    }
  }

  async rows(sql: string, values: readonly unknown[] = []): Promise<readonly (readonly unknown[])[]> {
    return (await this.run(sql, values, 'reading')).rows;
  }

  /** The answer as the server wrote it, with the type of each column (`pg_type.oid`). @throws the driver's own error. */
  async texts(sql: string): Promise<TextAnswer> {
    const query: QueryArrayConfig = { text: sql, rowMode: 'array', types: { getTypeParser: () => String } };
    const result: QueryArrayResult<(string | null)[]> = await this.#client.query(query);
    return { columns: result.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows: result.rows };
  }

  /** By the protocol that takes no more than one statement, and no value. @throws the driver's own error. */
  async oneStatement(sql: string): Promise<void> {
    const query: QueryArrayConfig & { readonly queryMode: 'extended' } = {
      text: sql,
      rowMode: 'array',
      queryMode: 'extended',
    };
    await this.#client.query(query);
  }

  /** `COPY … FROM STDIN` of lines in COPY's text format. @throws the driver's error as it came: its caller decides. */
  async copy(sql: string, lines: Iterable<Buffer>): Promise<void> {
    try {
      await pipeline(Readable.from(lines, { objectMode: true }), this.#client.query(copyFrom(sql)));
    } catch (thrown) {
      throw this.#lost ?? thrown;
    }
  }

  /** Whether the session is still there. */
  get isOpen(): boolean {
    return this.#lost === undefined;
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}

/** Postgres has no U+0000 in texts. */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'string' ? storableText(value) : value;
}
