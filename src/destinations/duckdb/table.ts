import { ConfigError } from '../../model/errors.ts';
import type { Stream } from '../../model/stream.ts';
import { catalogName, type DuckdbConnection } from './connection.ts';
import { duckdbTypes, quoteComment, quoteName } from './sql.ts';

export const syncedAtColumn = '_larkstream_synced_at';
export const runIdColumn = '_larkstream_run_id';
export const deletedAtColumn = '_larkstream_deleted_at';
export const hashColumn = '_larkstream_hash';

const metadataColumns = [
  { name: syncedAtColumn, type: duckdbTypes.timestamp, description: 'When the run began that last wrote this row' },
  { name: runIdColumn, type: 'VARCHAR', description: 'The run that last wrote this row' },
  {
    name: deletedAtColumn,
    type: duckdbTypes.timestamp,
    description: 'When the row was found to be gone upstream; null while it exists',
  },
  { name: hashColumn, type: 'UBIGINT', description: 'Tells whether the row has changed' },
] as const;

/** Columns of the table of which the stream knows nothing any more: fields that were deleted or have another type now. */
export function formerColumns(columns: TableColumns, stream: Stream): string[] {
  const known = new Set([...stream.columns, ...metadataColumns].map(({ name }) => name));
  return [...columns.keys()].filter((name) => !known.has(name));
}

/** The table as it stands in the file: column → type. */
export type TableColumns = ReadonlyMap<string, string>;

export function qualify(schema: string, table: string): string {
  return `${catalogName}.${quoteName(schema)}.${quoteName(table)}`;
}

export async function readTable(database: DuckdbConnection, schema: string, table: string): Promise<TableColumns> {
  const rows = await database.rows(
    'SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = $1 AND schema_name = $2 AND table_name = $3',
    [catalogName, schema, table],
  );
  return new Map(rows.map(([name, type]) => [String(name), String(type)]));
}

function tableColumns({
  columns,
}: Stream): { readonly name: string; readonly type: string; readonly description: string }[] {
  return [...columns.map((column) => ({ ...column, type: duckdbTypes[column.type] })), ...metadataColumns];
}

export async function isTableEmpty(database: DuckdbConnection, schema: string, table: string): Promise<boolean> {
  return (await database.rows(`SELECT 1 FROM ${qualify(schema, table)} LIMIT 1`)).length === 0;
}

/** Creates the stream's table with the streams' descriptions as comments. `name` differs from the stream's for shadow tables. */
export async function createTable(
  database: DuckdbConnection,
  schema: string,
  name: string,
  stream: Stream,
): Promise<void> {
  const columns = tableColumns(stream);
  const table = qualify(schema, name);
  const statements = [
    `CREATE TABLE ${table} (${columns.map((column) => `${quoteName(column.name)} ${column.type}`).join(', ')})`,
    `COMMENT ON TABLE ${table} IS ${quoteComment(stream.description)}`,
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
      en: `The tables ${String(other[0])} and ${name} differ only in case, which DuckDB does not tell apart`,
      zh: `表 ${String(other[0])} 与 ${name} 只有大小写不同,DuckDB 无法区分`,
    },
    cure: {
      en: 'Leave one of them out (`streams.exclude`), or use Postgres.',
      zh: '请用 `streams.exclude` 排除其中一个,或改用 Postgres。',
    },
  });
}

/**
 * Makes the stream's table fit: creates it, or adds the columns that are new. Columns are never dropped or retyped.
 * @throws ConfigError `destination.table.incompatible` when a table of that name is not ours.
 */
export async function ensureTable(database: DuckdbConnection, schema: string, stream: Stream): Promise<TableColumns> {
  const found = await readTable(database, schema, stream.name);
  if (found.size === 0) {
    await assertOwnName(database, schema, stream.name);
    await createTable(database, schema, stream.name, stream);
    return await readTable(database, schema, stream.name);
  }
  const missing = [...stream.primaryKey, syncedAtColumn, runIdColumn, deletedAtColumn].filter(
    (name) => !found.has(name),
  );
  if (missing.length > 0) {
    throw new ConfigError({
      code: 'destination.table.incompatible',
      message: {
        en: `Table ${schema}.${stream.name} in ${database.path} has no column ${missing.join(', ')}: it was made by another program, or somebody dropped the column`,
        zh: `${database.path} 中的表 ${schema}.${stream.name} 缺少列 ${missing.join('、')}：它由其他程序创建，或有人删除了该列`,
      },
      cure: {
        en: `If Larkstream made it, run \`larkstream reset ${stream.name}\`, then sync again; else choose another \`schema\`, or rename the table.`,
        zh: `若该表由 Larkstream 创建，请运行 \`larkstream reset ${stream.name}\` 后再次同步；否则请换一个 \`schema\`，或重命名该表。`,
      },
    });
  }
  const additions = tableColumns(stream).filter(({ name }) => !found.has(name));
  for (const { name, type } of additions) {
    await database.run(`ALTER TABLE ${qualify(schema, stream.name)} ADD COLUMN ${quoteName(name)} ${type}`);
  }
  return additions.length === 0 ? found : await readTable(database, schema, stream.name);
}
