import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Stream } from '../../model/stream.ts';
import { storableText } from '../../util/storable-text.ts';
import type { OtherObject, SqlDialect, TableColumns } from '../sql/dialect.ts';
import { aView } from '../sql/other-objects.ts';
import { copyRows, preserveSilentByUpdate } from '../sql/shadow-table.ts';
import {
  assertOurTable,
  deletedAtColumn,
  hashColumn,
  metadataDescriptions,
  runIdColumn,
  syncedAtColumn,
} from '../sql/table.ts';
import { names, quoteName } from '../sql/text.ts';
import type { PostgresConnection } from './connection.ts';
import { derivedName, postgresTypes, quoteText } from './sql.ts';

/** Postgres 14 and newer. */
export const postgresDialect: SqlDialect<PostgresConnection> = {
  types: postgresTypes,
  hasPrimaryKeys: true,
  quoteText: (text) => quoteText(storableText(text)),
  quoteTime: quoteText,
  jsonAsText: (column) => `${quoteName(column)}::text`,
  qualify,
  shadowName: (stream) => derivedName('_larkstream_new_', stream),
  /** A schema that is there is not created, so that the right to create schemas is needed only where it is missing. */
  ensureSchema: async (database, schema) => {
    // Runs of several pipelines may begin at once, and two that make the same thing at once make one of them fail.
    await database.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`larkstream tables ${schema}`]);
    const [found] = await database.rows('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    if (found === undefined) await database.run(`CREATE SCHEMA ${quoteName(schema)}`);
  },
  findOtherObjects,
  readTable,
  ensureTable: async (database, schema, { stream, mode }) => {
    const columns = await ensureTable(database, schema, stream);
    await ensureKey(database, { schema, table: stream.name, stream, isUnique: mode !== 'append' });
    return columns;
  },
  createShadow: async (database, schema, stream) => {
    const table = postgresDialect.shadowName(stream.name);
    await createTable(database, schema, table, stream);
    await ensureKey(database, { schema, table, stream, isUnique: true });
  },
  /** Only whether there are any: a count reads the whole table here. */
  countRows: async (database, schema, table) => {
    const found = await database.rows(`SELECT 1 FROM ${qualify(schema, table)} LIMIT 1`);
    return found.length;
  },
  /** Rows are moved and not tables swapped: grants, views and comments stay, and readers see the old rows until the commit. */
  replaceRows: (publication) => `DELETE FROM ${publication.visible}; ${copyRows(publication)}`,
  preserveSilent: preserveSilentByUpdate,
  emptyTables: (tables) => `TRUNCATE ${tables.join(', ')}`,
};

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

const metadataColumns: readonly TableColumn[] = [
  { name: syncedAtColumn, type: postgresTypes.timestamp },
  { name: runIdColumn, type: postgresTypes.string },
  { name: deletedAtColumn, type: postgresTypes.timestamp },
  { name: hashColumn, type: postgresTypes.string },
].map((column) => ({ ...column, comment: metadataDescriptions[column.name] ?? '' }));

function qualify(schema: string, table: string): string {
  return `${quoteName(schema)}.${quoteName(table)}`;
}

/** In the order in which rows are copied. */
export function columnsOf({ columns, primaryKey }: Stream): TableColumn[] {
  return [
    ...columns.map(({ name, type, title, description }) => ({
      name,
      type: `${postgresTypes[type]}${primaryKey.includes(name) ? ' NOT NULL' : ''}`,
      comment: storableText(title === undefined ? description.en : `${title}. ${description.en}`),
    })),
    ...metadataColumns,
  ];
}

/** By `pg_class.relkind`; tables are `r`, and `p` with partitions. */
const otherKinds: Readonly<Record<string, Message>> = {
  v: aView,
  m: { en: 'a materialized view', zh: '物化视图' },
  f: { en: 'a foreign table', zh: '外部表' },
  S: { en: 'a sequence', zh: '序列' },
  i: { en: 'an index', zh: '索引' },
  I: { en: 'an index', zh: '索引' },
  c: { en: 'a type', zh: '类型' },
};

async function findOtherObjects(
  database: PostgresConnection,
  schema: string,
  names: readonly string[],
): Promise<OtherObject[]> {
  const rows = await database.rows(
    `SELECT c.relname, c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = ANY($2) AND c.relkind::text = ANY($3) ORDER BY c.relname`,
    [schema, names, Object.keys(otherKinds)],
  );
  return rows.map(([name, kind]) => ({ name: String(name), kind: otherKinds[String(kind)] ?? aView }));
}

async function readTable(database: PostgresConnection, schema: string, table: string): Promise<TableColumns> {
  const rows = await database.rows(
    `SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
       WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [qualify(schema, table)],
  );
  return new Map(rows.map(([name, type]) => [String(name), String(type)]));
}

async function createTable(database: PostgresConnection, schema: string, table: string, stream: Stream): Promise<void> {
  const columns = columnsOf(stream).map(({ name, type }) => `${quoteName(name)} ${type}`);
  await database.run(`CREATE TABLE ${qualify(schema, table)} (${columns.join(', ')})`);
}

/** Creates the stream's table or adds the columns that are new, and puts the human names into its comments. */
async function ensureTable(database: PostgresConnection, schema: string, stream: Stream): Promise<TableColumns> {
  const found = await readTable(database, schema, stream.name);
  if (found.size === 0) {
    await createTable(database, schema, stream.name, stream);
  } else {
    assertOurTable(found, stream, { schema, database: database.name });
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
    { name: '', comment: storableText(`${stream.title.en}. ${stream.description.en}`) },
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
async function ensureKey(
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
