import type { Client } from 'pg';
import { migrations, migrationsTable } from '../../migrate.ts';
import type { Migration } from '../../migrations/migration.ts';
import { serviceMigrations, serviceMigrationsTable } from '../open-service-database.ts';
import type { TableHeader } from './archive.ts';

export const schemaName = 'larkstream';

/** The lists of migrations that a store goes through, by the table that counts them. */
export const countedBy: Readonly<Record<string, readonly Migration[]>> = {
  [migrationsTable]: migrations,
  [serviceMigrationsTable]: serviceMigrations,
};

/** Tables whose rows stay out of backups: tickets are secrets in plain text, and the platform sends a new one every hour; tokens end as soon. */
export const unsaved: readonly string[] = ['tickets', 'access_tokens'];

export const nameSql = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const tablesSql = `
  SELECT c.relname AS table,
    array_agg(a.attname::text ORDER BY a.attnum) AS columns,
    array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL) AS numbered
  FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = '${schemaName}'::regnamespace AND c.relkind = 'r' AND a.attgenerated = ''
  GROUP BY c.oid, c.relname ORDER BY c.relname`;

/** Every table of the store, and the columns whose values are stored rather than computed. */
export async function listTables(client: Client): Promise<TableHeader[]> {
  const { rows } = await client.query<{ table: string; columns: string[]; numbered: string[] | null }>(tablesSql);
  const tables: TableHeader[] = [];
  for (const { table, columns, numbered } of rows) {
    const sequences = [];
    for (const column of numbered ?? []) sequences.push({ column, next: await nextOf(client, table, column) });
    tables.push({ table, columns, sequences });
  }
  return tables;
}

async function nextOf(client: Client, table: string, column: string): Promise<number> {
  const { rows } = await client.query<{ name: string }>('SELECT pg_get_serial_sequence($1, $2) AS name', [
    nameSql(table),
    column,
  ]);
  const read = await client.query<{ next: string }>(
    `SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END AS next FROM ${rows[0]?.name}`,
  );
  return Number(read.rows[0]?.next);
}

/** How many migrations the store has gone through, by list; 0 where it has none. */
export async function readVersions(client: Client): Promise<Record<string, number>> {
  const versions: Record<string, number> = {};
  for (const table of Object.keys(countedBy)) {
    const { rows: there } = await client.query('SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
      schemaName,
      table,
    ]);
    const sql = `SELECT coalesce(max(version), 0)::int AS version FROM ${schemaName}.${table}`;
    versions[table] = there.length === 0 ? 0 : ((await client.query<{ version: number }>(sql)).rows[0]?.version ?? 0);
  }
  return versions;
}
