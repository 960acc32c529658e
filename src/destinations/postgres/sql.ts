import { createHash } from 'node:crypto';
import type { ColumnType } from '../../model/stream.ts';

/** Postgres's type for each of our column types. */
export const postgresTypes: Readonly<Record<ColumnType, string>> = {
  string: 'text',
  integer: 'bigint',
  number: 'double precision',
  boolean: 'boolean',
  timestamp: 'timestamp with time zone',
  date: 'date',
  json: 'jsonb',
};

/** Postgres cuts longer names without a word (NAMEDATALEN). */
const longestName = 63;

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

export function names(columns: readonly string[], prefix = ''): string {
  return columns.map((column) => prefix + quoteName(column)).join(', ');
}

/** `a.x = b.x AND …`; key columns are never null in rows that we write. */
export function sameKey(columns: readonly string[], left: string, right: string): string {
  return columns.map((column) => `${left}.${quoteName(column)} = ${right}.${quoteName(column)}`).join(' AND ');
}

/** A name that is made of another one and fits, however long that is. */
export function derivedName(prefix: string, name: string): string {
  const whole = `${prefix}${name}`;
  if (Buffer.byteLength(whole) <= longestName) return whole;
  return `${prefix}${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
}
