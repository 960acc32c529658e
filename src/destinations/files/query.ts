import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { QueryConnection } from '../../model/query.ts';
import { closeAllNow } from '../../util/close-all.ts';
import { duckdbQueries } from '../duckdb/query.ts';
import { duckdbTypes, quoteText } from '../duckdb/sql.ts';
import { nothingToQuery } from '../query-errors.ts';
import { quoteName } from '../sql/text.ts';
import type { FileFormat } from './formats.ts';
import { type PublishedStream, readManifest } from './manifest.ts';

/** Files have no schema; a query may name the one that databases have by default. */
const schema = 'lark';

/** Opens a folder of files for queries: one view for each stream. @throws ConfigError `query.nothing.yet`. */
export async function openFilesQuery(target: {
  readonly path: string;
  readonly format: FileFormat;
}): Promise<QueryConnection> {
  const { path, format } = target;
  const streams = Object.entries(readManifest(path).streams).filter(([, { files }]) => files.length > 0);
  if (streams.length === 0) throw nothingToQuery(path);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`CREATE SCHEMA ${schema}; USE memory.${schema}; SET TimeZone = 'UTC'`);
  for (const [name, stream] of streams) {
    const files = stream.files.map((file) => join(path, file.path)).filter((file) => existsSync(file));
    if (files.length > 0) {
      await connection.run(`CREATE VIEW ${quoteName(name)} AS FROM ${reader(format, files, stream)}`);
    }
  }
  const close = (): void =>
    closeAllNow(
      () => connection.closeSync(),
      () => instance.closeSync(),
    );
  return duckdbQueries(connection, { catalog: 'memory', schema, close });
}

function reader(format: FileFormat, files: readonly string[], { columns }: PublishedStream): string {
  const list = `[${files.map(quoteText).join(', ')}]`;
  if (format === 'parquet') {
    // In Parquet, JSON is text, for the sake of readers that know no JSON.
    const json = columns.filter(({ type }) => type === 'json').map(({ name }) => quoteName(name));
    const replaced = json.length === 0 ? '' : ` REPLACE (${json.map((name) => `${name}::JSON AS ${name}`).join(', ')})`;
    return `(SELECT *${replaced} FROM read_parquet(${list}, union_by_name = true))`;
  }
  if (format === 'ndjson') return `read_json(${list}, format = 'newline_delimited', union_by_name = true)`;
  // An id that looks like a number must not lose its zeros.
  const types = columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(duckdbTypes[type])}`);
  return `read_csv(${list}, header = true, union_by_name = true, types = {${types.join(', ')}})`;
}
