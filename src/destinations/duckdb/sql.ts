import type { ColumnType } from '../../model/stream.ts';
import { storableText } from '../../util/storable-text.ts';

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

/** A literal. DuckDB's parser ends at U+0000, which therefore is put together with the rest. */
export function quoteText(text: string): string {
  if (text.includes('\u0000')) return `(${text.split('\u0000').map(quoteText).join(' || chr(0) || ')})`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** A literal where no expression may stand, as in COMMENT. */
export function quoteComment(text: string): string {
  return quoteText(storableText(text));
}

export function names(columns: readonly string[], prefix = ''): string {
  return columns.map((column) => prefix + quoteName(column)).join(', ');
}

/** `a.x = b.x AND …`; key columns are never null in rows that we write. */
export function sameKey(columns: readonly string[], left: string, right: string): string {
  return columns.map((column) => `${left}.${quoteName(column)} = ${right}.${quoteName(column)}`).join(' AND ');
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
