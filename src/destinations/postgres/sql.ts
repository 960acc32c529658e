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
const maxNameBytes = 63;

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
  if (Buffer.byteLength(whole) <= maxNameBytes) return whole;
  return `${prefix}${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
}

/** Before the shadow table takes the place of the visible one: what its rows do not speak of stays as it was. */
export function preserveSilent(tables: {
  readonly shadow: string;
  readonly visible: string;
  readonly key: readonly string[];
  readonly silent: ReadonlySet<string>;
}): string {
  const { shadow, visible, key, silent } = tables;
  const columns = [...silent].map(quoteName);
  const set = columns.map((column) => `${column} = coalesce(fresh.${column}, old.${column})`).join(', ');
  return `UPDATE ${shadow} AS fresh SET ${set} FROM ${visible} AS old WHERE ${sameKey(key, 'fresh', 'old')}`;
}
