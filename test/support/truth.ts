import { existsSync, readdirSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { approvalStreams } from '../../src/feeds/approval/streams.ts';
import { attendanceStreams } from '../../src/feeds/attendance/streams.ts';
import { baseStreams } from '../../src/feeds/base/streams.ts';
import { contactStreams } from '../../src/feeds/contact/streams.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject } from '../../src/util/json.ts';
import { type ExpectedTables, expectedRows, type Loose, type TruthOptions } from './expected-rows.ts';
import type { PostgresDatabases } from './postgres-server.ts';

/** Columns that tell one row of a table from another. */
const keys: Readonly<Record<string, readonly string[]>> = {
  approval_instance_payloads: ['instance_code'],
  approval_instances: ['instance_code'],
  approval_form_fields: ['instance_code', 'field_path'],
  approval_tasks: ['instance_code', 'task_id'],
  approval_timeline: ['instance_code', 'sequence'],
  approval_comments: ['instance_code', 'comment_id'],
  approval_definitions: ['approval_code'],
  base_records: ['app_token', 'table_id', 'record_id'],
  base_tables: ['app_token', 'table_id'],
  base_fields: ['app_token', 'table_id', 'field_id'],
  base_views: ['app_token', 'table_id', 'view_id'],
  attendance_user_flows: ['record_id'],
  attendance_user_tasks: ['result_id'],
  attendance_groups: ['group_id'],
  attendance_shifts: ['shift_id'],
  contact_users: ['open_id'],
  contact_departments: ['open_department_id'],
  contact_user_departments: ['open_id', 'open_department_id'],
  contact_groups: ['group_id'],
  contact_group_members: ['group_id', 'member_type', 'member_id'],
  contact_employee_types: ['enum_id'],
  contact_custom_attrs: ['id'],
};
/** What tells punches apart that have no id. */
const punchKey = ['user_id', 'check_time', 'type', 'location_name'];

interface HeldTable {
  /** Column → type, without our own columns. */
  readonly columns: ReadonlyMap<string, string>;
  readonly rows: readonly Loose[];
}
export type HeldTables = Record<string, HeldTable>;

/** Readable traces of what differs; a table that equals the tenant is not there. */
export type Differences = Record<
  string,
  { readonly missing: string[]; readonly extra: string[]; readonly other: string[] }
>;

export async function tenantTruth(sandbox: Sandbox, options: TruthOptions): Promise<ExpectedTables> {
  return await expectedRows(sandbox, options);
}

const jsonColumns = new Set(
  [...approvalStreams, ...baseStreams, ...attendanceStreams, ...contactStreams].flatMap(({ name, columns }) =>
    columns.filter(({ type }) => type === 'json').map((column) => `${name}.${column.name}`),
  ),
);

/** Parquet carries JSON as text, for every reader knows that; it is compared as what it says. */
function typeOf(table: string, column: string, type: string): string {
  return type === 'VARCHAR' && jsonColumns.has(`${table}.${column}`) ? 'JSON' : type;
}

type Query = (sql: string) => Promise<unknown[][]>;

/** The live rows of each table, every column but our own; `from` is what stands behind FROM. */
async function heldBy(query: Query, from: ReadonlyMap<string, string>): Promise<HeldTables> {
  const tables: HeldTables = {};
  for (const [table, reading] of from) {
    const described = await query(`DESCRIBE SELECT * FROM ${reading}`);
    const columns = new Map(
      described
        .map(([column, type]) => [String(column), typeOf(table, String(column), String(type))] as const)
        .filter(([column]) => !column.startsWith('_larkstream')),
    );
    const selected = [...columns].map(([column, type]) =>
      type.startsWith('TIMESTAMP') ? `strftime("${column}", '%Y-%m-%dT%H:%M:%S.%gZ')` : `"${column}"::VARCHAR`,
    );
    const rows = await query(`SELECT ${selected.join(', ')} FROM ${reading} WHERE _larkstream_deleted_at IS NULL`);
    const names = [...columns];
    tables[table] = {
      columns,
      rows: rows.map((row) =>
        Object.fromEntries(names.map(([name, type], at) => [name, heldValue(row[at] ?? null, type)])),
      ),
    };
  }
  return tables;
}

export async function tablesOf(path: string, schema = 'lark'): Promise<HeldTables> {
  const database = await DuckdbConnection.open(path);
  try {
    const found = await database.rows(
      `SELECT table_name FROM duckdb_tables() WHERE schema_name = $1 AND NOT starts_with(table_name, '_larkstream')`,
      [schema],
    );
    const from = found.map(([name]) => [String(name), `"${schema}"."${name}"`] as const);
    return await heldBy((sql) => database.rows(sql), new Map(from));
  } finally {
    await database.close();
  }
}

/** The same of a folder of Parquet files, as a program sees it that knows nothing of us. */
export async function tablesOfParquet(folder: string): Promise<HeldTables> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const streams = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('_')) : [];
    const from = streams.map((name) => [name, `read_parquet('${folder}/${name}/*.parquet')`] as const);
    return await heldBy(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(), new Map(from));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The same of a schema in Postgres, its types called as DuckDB calls them. */
export async function tablesOfPostgres(server: PostgresDatabases, url: string, schema = 'lark'): Promise<HeldTables> {
  const found = await server.query(
    url,
    `SELECT table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema = '${schema}' AND table_name NOT LIKE '\\_larkstream%' AND column_name NOT LIKE '\\_larkstream%'
     ORDER BY table_name, ordinal_position`,
  );
  const tables: HeldTables = {};
  for (const table of new Set(found.map(([name]) => String(name)))) {
    const columns = new Map(
      found
        .filter(([name]) => name === table)
        .map(([, column, type]) => [String(column), duckdbNames[String(type)] ?? String(type)]),
    );
    const selected = [...columns].map(([column, type]) =>
      type.startsWith('TIMESTAMP')
        ? `to_char("${column}" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
        : `"${column}"::text`,
    );
    const rows = await server.query(
      url,
      `SELECT ${selected.join(', ')} FROM "${schema}"."${table}" WHERE _larkstream_deleted_at IS NULL`,
    );
    const names = [...columns];
    tables[table] = {
      columns,
      rows: rows.map((row) =>
        Object.fromEntries(names.map(([name, type], at) => [name, heldValue(row[at] ?? null, type)])),
      ),
    };
  }
  return tables;
}

const duckdbNames: Readonly<Record<string, string>> = {
  text: 'VARCHAR',
  bigint: 'BIGINT',
  'double precision': 'DOUBLE',
  boolean: 'BOOLEAN',
  'timestamp with time zone': 'TIMESTAMP WITH TIME ZONE',
  date: 'DATE',
  jsonb: 'JSON',
};

function heldValue(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type === 'JSON') return JSON.parse(String(value));
  if (type === 'BOOLEAN') return String(value) === 'true';
  return type === 'BIGINT' || type === 'INTEGER' || type === 'DOUBLE' ? Number(value) : value;
}

/** A value of the platform as a column of this type shows it. Seconds end where milliseconds could begin. */
function expectedValue(value: unknown, type: string): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'JSON') return value;
  if (value === '') return null;
  if (type.startsWith('TIMESTAMP')) {
    const count = Number(value);
    return count === 0 ? null : new Date(count < 100_000_000_000 ? count * 1000 : count).toISOString();
  }
  if (type === 'DATE') return String(value).replace(/(....)(..)(..)/, '$1-$2-$3');
  if (type === 'BIGINT' || type === 'INTEGER' || type === 'DOUBLE') return Number(value);
  return type === 'BOOLEAN' ? value : String(value);
}

/** Links to files differ at each read. */
const withoutLinks = (text: string): string => text.replace(/https?:\/\/(?:\\u0026|[^\s"\\,])+/g, '<link>');

/** Whether both say the same as JSON: keys in any order, what is undefined is absent. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left === 'string' && typeof right === 'string')
    return left.includes('http') && withoutLinks(left) === withoutLinks(right);
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, at) => isSame(item, right[at]));
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left).filter((key) => left[key] !== undefined);
  const others = Object.keys(right).filter((key) => right[key] !== undefined);
  return keys.length === others.length && keys.every((key) => isSame(left[key], right[key]));
}

function keyOf(table: string, row: Loose): string {
  const isBare = table === 'attendance_user_flows' && String(row.record_id).startsWith('sha256-');
  return JSON.stringify((isBare ? punchKey : (keys[table] ?? [])).map((column) => row[column]));
}

/** An expected row in the table's columns; what no column is named after stands in `other_fields`, where there is one. */
function shaped(row: Loose, { columns }: HeldTable): Loose {
  const shape: Loose = {};
  for (const [column, type] of columns) {
    const value = row[column];
    shape[column] = typeof value === 'function' ? value : expectedValue(value, type);
  }
  if (columns.has('other_fields')) {
    const others = Object.entries(row).filter(([key, value]) => !columns.has(key) && value !== undefined);
    shape.other_fields = others.length === 0 ? null : Object.fromEntries(others);
  }
  return shape;
}

function unequal(expected: unknown, held: unknown): boolean {
  if (typeof expected === 'function') return expected(held) !== true;
  return !isSame(expected, held);
}

const brief = (value: unknown): string => String(JSON.stringify(value)).slice(0, 300);

/** Compares row for row and value for value; empty when the file equals the tenant. */
export function differences(truth: ExpectedTables, held: HeldTables): Differences {
  const result: Differences = {};
  for (const [table, expectedRaw] of Object.entries(truth)) {
    const there = held[table];
    if (there === undefined) {
      result[table] = { missing: ['the table'], extra: [], other: [] };
      continue;
    }
    const rows = new Map(there.rows.map((row) => [keyOf(table, row), row]));
    const expected = new Map(
      expectedRaw.map((raw) => {
        const row = shaped(raw, there);
        const bare = typeof row.record_id === 'function' ? { ...row, record_id: 'sha256-' } : row;
        return [keyOf(table, bare), row];
      }),
    );
    const missing = [...expected.keys()].filter((key) => !rows.has(key));
    const extra = [...rows.keys()].filter((key) => !expected.has(key));
    const other: string[] = [];
    if (rows.size < there.rows.length) other.push(`${there.rows.length - rows.size} doubled`);
    if (expected.size < expectedRaw.length) other.push(`${expectedRaw.length - expected.size} doubled in the tenant`);
    for (const [key, row] of expected) {
      const found = rows.get(key);
      if (found === undefined || other.length > 5) continue;
      for (const [column, value] of Object.entries(row)) {
        if (unequal(value, found[column]))
          other.push(`${key} ${column}: ${brief(value)} expected, ${brief(found[column])} held`);
      }
    }
    if (missing.length + extra.length + other.length > 0)
      result[table] = { missing: missing.slice(0, 50), extra: extra.slice(0, 50), other: other.slice(0, 6) };
  }
  return result;
}
