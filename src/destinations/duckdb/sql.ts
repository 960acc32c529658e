import type { ColumnType } from '../../model/stream.ts';

/** DuckDB's type for each of our column types. */
export const duckdbTypes: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  date: 'DATE',
  json: 'JSON',
};

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function names(columns: readonly string[], prefix = ''): string {
  return columns.map((column) => prefix + quoteName(column)).join(', ');
}

/** `a.x = b.x AND …`; key columns are never null in rows that we write. */
export function sameKey(columns: readonly string[], left: string, right: string): string {
  return columns.map((column) => `${left}.${quoteName(column)} = ${right}.${quoteName(column)}`).join(' AND ');
}
