import type { Secret } from '../../model/secret.ts';
import type { DropOutcome } from '../../model/service/tenant-data.ts';
import { runIdColumn } from '../sql/table.ts';
import { quoteName } from '../sql/text.ts';
import { PostgresConnection } from './connection.ts';

const lockTimeoutMs = 15_000;

/** Our tables: by their names, and those of streams by the column that each of them has. */
const own = `SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND (starts_with(c.relname, '_larkstream_')
    OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = $2 AND NOT a.attisdropped))`;
/** Views of others over them, wherever they are: they would have to be dropped with them. */
const views = `SELECT DISTINCT n.nspname || '.' || v.relname FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
  JOIN pg_namespace n ON n.oid = v.relnamespace WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid IN (SELECT oid FROM (${own}) AS own) ORDER BY 1`;
/** What has a name in the schema; types of tables, sequences and indexes go with these. */
const others = `SELECT relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION SELECT proname FROM pg_proc WHERE pronamespace = $1::regnamespace
  UNION SELECT typname FROM pg_type WHERE typnamespace = $1::regnamespace AND typtype IN ('d', 'e', 'r') ORDER BY 1`;

/**
 * Drops our tables in a schema, then the schema unless others have put something there; nothing where a view of theirs reads ours, which only they can part with.
 * @throws ConfigError or TransientError of the destination
 */
export async function dropSchema(url: Secret, schema: string, found: () => Promise<void>): Promise<DropOutcome> {
  const database = await PostgresConnection.open(url, lockTimeoutMs);
  try {
    const isThere = await database.rows('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    if (isThere.length === 0) return { state: 'absent', left: [] };
    const readers = await namesOf(database, views, [schema, runIdColumn]);
    if (readers.length > 0) return { state: 'held', left: readers };
    await found();
    const tables = (await database.rows(own, [schema, runIdColumn])).map(([, name]) => String(name));
    const all = tables.map((name) => `${quoteName(schema)}.${quoteName(name)}`);
    // One statement: all of them or none.
    if (all.length > 0) await database.run(`DROP TABLE IF EXISTS ${all.join(', ')}`);
    const left = await namesOf(database, others, [quoteName(schema)]);
    if (left.length === 0) await database.run(`DROP SCHEMA IF EXISTS ${quoteName(schema)}`);
    return { state: tables.length === 0 && left.length > 0 ? 'absent' : 'dropped', left };
  } finally {
    await database.close();
  }
}

async function namesOf(database: PostgresConnection, sql: string, values: readonly string[]): Promise<string[]> {
  return (await database.rows(sql, values)).map(([name]) => String(name));
}
