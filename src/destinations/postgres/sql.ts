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

/** A literal. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return quoted.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** A name that is made of another one and fits, however long that is. */
export function derivedName(prefix: string, name: string): string {
  const whole = `${prefix}${name}`;
  if (Buffer.byteLength(whole) <= maxNameBytes) return whole;
  return `${prefix}${createHash('sha256').update(name).digest('hex').slice(0, 24)}`;
}
