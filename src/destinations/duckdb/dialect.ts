import { ConfigError, LarkstreamError } from '../../model/errors.ts';
import type { Stream } from '../../model/stream.ts';
import type { OtherObject, SqlDialect, TableColumns } from '../sql/dialect.ts';
import { aView } from '../sql/other-objects.ts';
import { preserveSilentByUpdate } from '../sql/shadow-table.ts';
import {
  assertOurTable,
  deletedAtColumn,
  hashColumn,
  metadataDescriptions,
  runIdColumn,
  syncedAtColumn,
} from '../sql/table.ts';
import { quoteName } from '../sql/text.ts';
import { catalogName, type DuckdbConnection } from './connection.ts';
import { duckdbTypes, quoteComment, quoteText } from './sql.ts';

/** DuckDB by one file, attached under a name of its own. */
export const duckdbDialect: SqlDialect<DuckdbConnection> = {
  types: duckdbTypes,
  // An index costs every merge, and a row that is deleted and inserted in one transaction would violate it.
  hasPrimaryKeys: false,
  quoteText,
  quoteTime: quoteText,
  jsonAsText: (column) => `${quoteName(column)}::VARCHAR`,
  qualify,
  shadowName: (stream) => `_larkstream_new_${stream}`,
  ensureSchema: async (database, schema) => {
    await database.run(`CREATE SCHEMA IF NOT EXISTS ${catalogName}.${quoteName(schema)}`);
  },
  findOtherObjects,
  readTable,
  ensureTable: (database, schema, { stream }) => ensureTable(database, schema, stream),
  createShadow: (database, schema, stream) =>
    createTable(database, schema, duckdbDialect.shadowName(stream.name), stream),
  countRows: async (database, schema, table) => {
    const live = `${quoteName(deletedAtColumn)} IS NULL`;
    const [found] = await database.rows(`SELECT count(*)::VARCHAR FROM ${qualify(schema, table)} WHERE ${live}`);
    return Number(found?.[0] ?? 0);
  },
  replaceRows: ({ visible, shadow, name }) =>
    `DROP TABLE ${visible}; ALTER TABLE ${shadow} RENAME TO ${quoteName(name)}`,
  preserveSilent: preserveSilentByUpdate,
  emptyTables: (tables) => tables.map((table) => `DELETE FROM ${table}`).join('; '),
};

const metadataTypes: readonly (readonly [name: string, type: string])[] = [
  [syncedAtColumn, duckdbTypes.timestamp],
  [runIdColumn, duckdbTypes.string],
  [deletedAtColumn, duckdbTypes.timestamp],
  [hashColumn, 'UBIGINT'],
];

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

function qualify(schema: string, table: string): string {
  return `${catalogName}.${quoteName(schema)}.${quoteName(table)}`;
}

/** Indexes and sequences have names of their own. */
async function findOtherObjects(
  database: DuckdbConnection,
  schema: string,
  names: readonly string[],
): Promise<OtherObject[]> {
  const rows = await database.rows(
    `SELECT view_name FROM duckdb_views() WHERE NOT internal AND database_name = $1 AND schema_name = $2
       AND lower(view_name) IN (${names.map((name) => `lower(${quoteText(name)})`).join(', ')}) ORDER BY view_name`,
    [catalogName, schema],
  );
  return rows.map(([name]) => ({ name: String(name), kind: aView }));
}

/** `duckdb_columns()` says the same, but looks at every column of every catalog each time: three times as long. */
async function readTable(database: DuckdbConnection, schema: string, table: string): Promise<TableColumns> {
  try {
    const rows = await database.rows(`DESCRIBE ${qualify(schema, table)}`);
    return new Map(rows.map(([name, type]) => [String(name), String(type)]));
  } catch (thrown) {
    if (isMissingTable(thrown)) return new Map();
    throw thrown;
  }
}

/** DuckDB's errors have no codes. */
function isMissingTable(thrown: unknown): boolean {
  const cause = thrown instanceof LarkstreamError ? thrown.cause : thrown;
  return cause instanceof Error && /^Catalog Error: Table with name .* does not exist/s.test(cause.message);
}

function tableColumns({ columns }: Stream): TableColumn[] {
  const metadata = metadataTypes.map(([name, type]) => ({ name, type, description: metadataDescriptions[name] ?? '' }));
  return [
    ...columns.map(({ name, type, description }) => ({ name, type: duckdbTypes[type], description: description.en })),
    ...metadata,
  ];
}

/** Creates the stream's table with the streams' descriptions as comments. `name` differs from the stream's for shadow tables. */
async function createTable(database: DuckdbConnection, schema: string, name: string, stream: Stream): Promise<void> {
  const columns = tableColumns(stream);
  const table = qualify(schema, name);
  const statements = [
    `CREATE TABLE ${table} (${columns.map((column) => `${quoteName(column.name)} ${column.type}`).join(', ')})`,
    `COMMENT ON TABLE ${table} IS ${quoteComment(stream.description.en)}`,
    ...columns.map(
      (column) => `COMMENT ON COLUMN ${table}.${quoteName(column.name)} IS ${quoteComment(column.description)}`,
    ),
  ];
  await database.run(statements.join(';\n'));
}

/** DuckDB takes names that differ only in case for one. @throws ConfigError `destination.table.incompatible` */
async function assertOwnName(database: DuckdbConnection, schema: string, name: string): Promise<void> {
  const [other] = await database.rows(
    'SELECT table_name FROM duckdb_tables() WHERE database_name = $1 AND schema_name = $2 AND lower(table_name) = lower($3)',
    [catalogName, schema, name],
  );
  if (other === undefined) return;
  throw new ConfigError({
    code: 'destination.table.incompatible',
    message: {
      en: `The tables ${String(other[0])} and ${name} differ only in case, which DuckDB does not distinguish`,
      zh: `表 ${String(other[0])} 与 ${name} 只有大小写不同,DuckDB 无法区分`,
    },
    cure: {
      en: 'Leave one of them out (`streams.exclude`), or use Postgres.',
      zh: '请用 `streams.exclude` 排除其中一个,或改用 Postgres。',
    },
  });
}

/** Creates the stream's table, or adds the columns that are new. */
async function ensureTable(database: DuckdbConnection, schema: string, stream: Stream): Promise<TableColumns> {
  const found = await readTable(database, schema, stream.name);
  if (found.size === 0) {
    await assertOwnName(database, schema, stream.name);
    await createTable(database, schema, stream.name, stream);
    return await readTable(database, schema, stream.name);
  }
  assertOurTable(found, stream, { schema, database: database.path });
  const additions = tableColumns(stream).filter(({ name }) => !found.has(name));
  for (const { name, type } of additions) {
    await database.run(`ALTER TABLE ${qualify(schema, stream.name)} ADD COLUMN ${quoteName(name)} ${type}`);
  }
  return additions.length === 0 ? found : await readTable(database, schema, stream.name);
}
