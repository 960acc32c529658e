import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type Json, StatementType } from '@duckdb/node-api';
import type { QueryAnswer, QueryCell, QueryConnection } from '../../model/query.ts';
import { closeAllNow } from '../../util/close-all.ts';
import { withFileErrors } from '../file-errors.ts';
import { bareSql, nothingToQuery, queryReadsOnly, queryRejected, severalStatements } from '../query-errors.ts';
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
    await assertReads(connection, sql);
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

/**
 * One statement, and one that only reads: a file that is attached read-only does not keep COPY from writing others, ATTACH from making
 * databases, or INSTALL from going to the network.
 * @throws ConfigError `query.statements.several`, `query.reads.only`
 */
async function assertReads(connection: DuckDBConnection, sql: string): Promise<void> {
  const bare = bareSql(sql);
  const statements = await connection.extractStatements(sql);
  // Of several statements the driver gives only the last answer. It counts a PIVOT as several.
  if (statements.count > 1 && /;\s*[^\s;]/.test(bare)) throw severalStatements();
  if (statements.count === 0) return;
  // EXPLAIN ANALYZE runs what it explains. By its words first: to prepare an EXPORT makes its folder.
  if (!reads.test(bare.replace(explain, ''))) throw queryReadsOnly();
  if (statements.count > 1) return;
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  prepared.destroySync();
  if (type !== StatementType.SELECT && type !== StatementType.EXPLAIN) throw queryReadsOnly();
}

const explain = /^\s*explain\s+(?:analyze\s+)?(?:\([^)]*\)\s*)?/i;
const reads =
  /^[\s(]*(?:select|from|with|values|table|describe|show|summarize|pivot|pivot_wider|unpivot|pivot_longer|pragma)\b/i;

/** Types whose values the driver gives as text although the text is JSON; "NaN" and "Infinity" are not. */
const writtenAsJson = /^(JSON|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL)/;

function toCell(value: Json, isWritten: boolean): QueryCell | null {
  if (value === null) return null;
  if (typeof value === 'string') return { text: value, isJson: isWritten };
  return { text: JSON.stringify(value), isJson: true };
}
