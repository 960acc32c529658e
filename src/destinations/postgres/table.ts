import { ConfigError } from '../../model/errors.ts';
import type { Stream } from '../../model/stream.ts';
import { storableText } from '../../util/storable-text.ts';
import type { PostgresConnection } from './connection.ts';
import { names, postgresTypes, quoteName, quoteText } from './sql.ts';

export const syncedAtColumn = '_larkstream_synced_at';
export const runIdColumn = '_larkstream_run_id';
export const deletedAtColumn = '_larkstream_deleted_at';
export const hashColumn = '_larkstream_hash';

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

const metadataColumns: readonly TableColumn[] = [
  { name: syncedAtColumn, type: postgresTypes.timestamp, comment: 'When the run began that last wrote this row' },
  { name: runIdColumn, type: 'text', comment: 'The run that last wrote this row' },
  {
    name: deletedAtColumn,
    type: postgresTypes.timestamp,
    comment: 'When the row was found to be gone upstream; null while it exists',
  },
  { name: hashColumn, type: 'text', comment: 'Tells whether the row has changed' },
];

/** The table as it stands: column → type. */
export type TableColumns = ReadonlyMap<string, string>;

export function qualify(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

/** In the order in which rows are copied. */
/** Columns of the table of which the stream knows nothing any more: fields that were deleted or have another type now. */
export function formerColumns(columns: TableColumns, stream: Stream): string[] {
  const known = new Set(columnsOf(stream).map(({ name }) => name));
  return [...columns.keys()].filter((name) => !known.has(name));
}

export function columnsOf({ columns, primaryKey }: Stream): TableColumn[] {
  return [
    ...columns.map(({ name, type, title, description }) => ({
      name,
      type: `${postgresTypes[type]}${primaryKey.includes(name) ? ' NOT NULL' : ''}`,
      comment: storableText(title === undefined ? description : `${title}. ${description}`),
    })),
    ...metadataColumns,
  ];
}

export async function readTable(database: PostgresConnection, schema: string, table: string): Promise<TableColumns> {
  const rows = await database.rows(
    `SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
       WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [qualify(schema, table)],
  );
  return new Map(rows.map(([name, type]) => [String(name), String(type)]));
}

export async function createTable(
  database: PostgresConnection,
  schema: string,
  table: string,
  stream: Stream,
): Promise<void> {
  const columns = columnsOf(stream).map(({ name, type }) => `${quoteName(name)} ${type}`);
  await database.run(`CREATE TABLE ${qualify(schema, table)} (${columns.join(', ')})`);
}

/**
 * Makes the stream's table fit: creates it, adds the columns that are new, and puts the human names into its comments. Columns are
 * never dropped or retyped. @throws ConfigError `destination.table.incompatible` when a table of that name is not ours.
 */
export async function ensureTable(database: PostgresConnection, schema: string, stream: Stream): Promise<TableColumns> {
  const found = await readTable(database, schema, stream.name);
  if (found.size === 0) {
    await createTable(database, schema, stream.name, stream);
  } else {
    const missing = [...stream.primaryKey, syncedAtColumn, runIdColumn, deletedAtColumn].filter(
      (name) => !found.has(name),
    );
    if (missing.length > 0) {
      throw new ConfigError({
        code: 'destination.table.incompatible',
        message: {
          en: `Table ${schema}.${stream.name} in ${database.name} has no column ${missing.join(', ')}: it was made by another program, or somebody dropped the column`,
          zh: `${database.name} 中的表 ${schema}.${stream.name} 缺少列 ${missing.join('、')}：它由其他程序创建，或有人删除了该列`,
        },
        cure: {
          en: `If Larkstream made it, run \`larkstream reset ${stream.name}\`, then sync again; else choose another \`schema\`, or rename the table.`,
          zh: `若该表由 Larkstream 创建，请运行 \`larkstream reset ${stream.name}\` 后再次同步；否则请换一个 \`schema\`，或重命名该表。`,
        },
      });
    }
    for (const { name, type } of columnsOf(stream).filter((column) => !found.has(column.name))) {
      await database.run(`ALTER TABLE ${qualify(schema, stream.name)} ADD COLUMN ${quoteName(name)} ${type}`);
    }
  }
  await ensureComments(database, schema, stream);
  return await readTable(database, schema, stream.name);
}

/** Comments that are right stay untouched: setting one takes a lock that waits for readers. */
async function ensureComments(database: PostgresConnection, schema: string, stream: Stream): Promise<void> {
  const table = qualify(schema, stream.name);
  const rows = await database.rows(
    `SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute a
       WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
     UNION ALL SELECT '', obj_description(to_regclass($1), 'pg_class')`,
    [table],
  );
  const held = new Map(rows.map(([name, comment]) => [String(name), comment]));
  const wanted = [
    { name: '', comment: storableText(`${stream.title.en}. ${stream.description}`) },
    ...columnsOf(stream),
  ];
  const changed = wanted.filter(({ name, comment }) => held.get(name) !== comment);
  if (changed.length === 0) return;
  await database.run(
    changed
      .map(({ name, comment }) =>
        name === ''
          ? `COMMENT ON TABLE ${table} IS ${quoteText(comment)}`
          : `COMMENT ON COLUMN ${table}.${quoteName(name)} IS ${quoteText(comment)}`,
      )
      .join('; '),
  );
}

/**
 * One row for each key needs an index that says so; a table that keeps every version must have none.
 * @throws ConfigError `destination.table.incompatible` when the table holds several rows of one key.
 */
export async function ensureKey(
  database: PostgresConnection,
  { schema, table, stream, isUnique }: { schema: string; table: string; stream: Stream; isUnique: boolean },
): Promise<void> {
  const [found] = await database.rows(
    "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass($1) AND contype = 'p'",
    [qualify(schema, table)],
  );
  if (isUnique === (found !== undefined)) return;
  if (!isUnique) {
    await database.run(`ALTER TABLE ${qualify(schema, table)} DROP CONSTRAINT ${quoteName(String(found?.[0]))}`);
    return;
  }
  const keys = names(stream.primaryKey);
  const [twice] = await database.rows(
    `SELECT 1 FROM ${qualify(schema, table)} GROUP BY ${keys} HAVING count(*) > 1 LIMIT 1`,
  );
  if (twice !== undefined) {
    throw new ConfigError({
      code: 'destination.table.incompatible',
      message: {
        en: `Table ${schema}.${table} in ${database.name} holds several rows of one key: it was written in append mode`,
        zh: `${database.name} 中的表 ${schema}.${table} 有多行主键相同：它是以 append 模式写入的`,
      },
      cure: {
        en: `Run \`larkstream reset ${stream.name}\`, or keep the write mode append.`,
        zh: `运行 \`larkstream reset ${stream.name}\`，或保持写入模式 append。`,
      },
    });
  }
  await database.run(`ALTER TABLE ${qualify(schema, table)} ADD PRIMARY KEY (${keys})`);
}

export async function isTableEmpty(database: PostgresConnection, schema: string, table: string): Promise<boolean> {
  return (await database.rows(`SELECT 1 FROM ${qualify(schema, table)} LIMIT 1`)).length === 0;
}
