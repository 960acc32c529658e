import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api';
import type { QueryAnswer, QueryCell, QueryConnection } from '../../model/query.ts';
import { closeAllNow } from '../../util/close-all.ts';
import { withFileErrors } from '../file-errors.ts';
import { bareSql, nothingToQuery, queryRejected, severalStatements } from '../query-errors.ts';
import { quoteName } from '../sql/text.ts';
import { catalogName } from './connection.ts';
import { quoteText } from './sql.ts';

/** Opens a DuckDB file read-only. @throws ConfigError `query.nothing.yet`, TransientError `destination.locked`. */
export async function openDuckdbQuery(target: {
  readonly path: string;
  readonly schema: string;
}): Promise<QueryConnection> {
  const { path, schema } = target;
  const file = resolve(path);
  if (!existsSync(file)) throw nothingToQuery(path);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const close = (): void =>
    closeAllNow(
      () => connection.closeSync(),
      () => instance.closeSync(),
    );
  try {
    await withFileErrors('opening', path, () =>
      connection.run(`ATTACH ${quoteText(file)} AS ${catalogName} (READ_ONLY)`),
    );
    const found = await connection.runAndReadAll(
      'SELECT 1 FROM duckdb_schemas() WHERE database_name = $1 AND schema_name = $2',
      [catalogName, schema],
    );
    if (found.currentRowCount === 0) throw nothingToQuery(path);
    await connection.run(`USE ${catalogName}.${quoteName(schema)}; SET TimeZone = 'UTC'`);
  } catch (thrown) {
    close();
    throw thrown;
  }
  return duckdbQueries(connection, { catalog: catalogName, schema, close });
}

/** Queries over a connection whose search path is the schema. */
export function duckdbQueries(
  connection: DuckDBConnection,
  { catalog, schema, close }: { readonly catalog: string; readonly schema: string; readonly close: () => void },
): QueryConnection {
  return {
    run: (sql, limit) => runQuery(connection, sql, limit),
    tables: async () => {
      const found = await connection.runAndReadAll(
        `SELECT table_name FROM information_schema.tables
         WHERE table_catalog = $1 AND table_schema = $2 AND NOT starts_with(table_name, '_larkstream') ORDER BY 1`,
        [catalog, schema],
      );
      return found.getRowsJson().map(([name]) => String(name));
    },
    close: async () => close(),
  };
}

async function runQuery(connection: DuckDBConnection, sql: string, limit: number): Promise<QueryAnswer> {
  try {
    if (await holdsSeveral(connection, sql)) throw severalStatements();
    const result = await connection.stream(sql);
    const isWritten = result.columnTypes().map((type) => writtenAsJson.test(type.alias ?? String(type)));
    const rows: QueryAnswer['rows'][number][] = [];
    for await (const chunk of result.yieldRowsJson()) {
      for (const row of chunk) rows.push(row.map((value, at) => toCell(value, isWritten[at] === true)));
      if (rows.length > limit) break;
    }
    return { columns: result.deduplicatedColumnNames(), rows: rows.slice(0, limit), hasMore: rows.length > limit };
  } catch (thrown) {
    throw queryRejected(thrown, sql);
  }
}

/** Of several statements the driver gives only the last answer. It counts a PIVOT as two, so there must also be something behind a semicolon. */
async function holdsSeveral(connection: DuckDBConnection, sql: string): Promise<boolean> {
  if (!/;\s*[^\s;]/.test(bareSql(sql))) return false;
  return (await connection.extractStatements(sql)).count > 1;
}

/** Types whose values the driver gives as text although the text is JSON; "NaN" and "Infinity" are not. */
const writtenAsJson = /^(JSON|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL)/;

function toCell(value: Json, isWritten: boolean): QueryCell | null {
  if (value === null) return null;
  if (typeof value === 'string') return { text: value, isJson: isWritten };
  return { text: JSON.stringify(value), isJson: true };
}
