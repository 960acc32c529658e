import type { QueryAnswer, QueryCell, QueryConnection } from '../../model/query.ts';
import type { Secret } from '../../model/secret.ts';
import { nothingToQuery, queryRejected } from '../query-errors.ts';
import { quoteName } from '../sql/text.ts';
import { PostgresConnection } from './connection.ts';
import { quoteText } from './sql.ts';

/** Opens a schema of a Postgres for reading. @throws ConfigError `destination.open.failed`, `query.nothing.yet`. */
export async function openPostgresQuery(target: {
  readonly url: Secret;
  readonly schema: string;
}): Promise<QueryConnection> {
  const database = await PostgresConnection.open(target.url, lockTimeoutMs);
  const schema = quoteText(target.schema);
  const tables = async (): Promise<string[]> => {
    const found = await database.rows(
      `SELECT table_name FROM information_schema.tables
       WHERE table_schema = ${schema} AND table_name NOT LIKE '\\_larkstream%' ORDER BY 1`,
    );
    return found.map(([name]) => String(name));
  };
  try {
    if ((await tables()).length === 0) throw nothingToQuery(`${database.name}, schema ${target.schema}`);
    await database.run(`SET default_transaction_read_only = on; SET search_path = ${quoteName(target.schema)}`);
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
  return { run: (sql, limit) => runQuery(database, sql, limit), tables, close: () => database.close() };
}

const lockTimeoutMs = 10_000;

/** A cursor, so that an answer of a million rows is not loaded for the first hundred. */
async function runQuery(database: PostgresConnection, sql: string, limit: number): Promise<QueryAnswer> {
  try {
    await database.texts('BEGIN READ ONLY');
    // What follows a semicolon must not run: it could end the read-only transaction.
    await database.oneStatement(`DECLARE larkstream_query NO SCROLL CURSOR FOR ${sql.replace(/[;\s]+$/, '')}`);
    const { columns, rows } = await database.texts(`FETCH ${limit + 1} FROM larkstream_query`);
    return {
      columns: columns.map(({ name }) => name),
      rows: rows.slice(0, limit).map((row) => row.map((text, at) => toCell(text, columns[at]?.type ?? 0))),
      hasMore: rows.length > limit,
    };
  } catch (thrown) {
    throw queryRejected(thrown, sql);
  } finally {
    await database.texts('ROLLBACK').catch(() => undefined);
  }
}

/** `pg_type.oid` of bool; of the numbers, json and jsonb, whose text is JSON. Source: postgresql.org, `pg_type.dat`. */
const boolean = 16;
const writtenAsJson: ReadonlySet<number> = new Set([20, 21, 23, 700, 701, 1700, 114, 3802]);

function toCell(text: string | null, type: number): QueryCell | null {
  if (text === null) return null;
  if (type === boolean) return { text: text === 't' ? 'true' : 'false', isJson: true };
  return { text, isJson: writtenAsJson.has(type) };
}
