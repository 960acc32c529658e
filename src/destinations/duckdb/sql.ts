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

/** A literal. DuckDB's parser ends at U+0000, which therefore is put together with the rest. */
export function quoteText(text: string): string {
  if (text.includes('\u0000')) return `(${text.split('\u0000').map(quoteText).join(' || chr(0) || ')})`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** A literal where no expression may stand, as in COMMENT. */
export function quoteComment(text: string): string {
  return quoteText(storableText(text));
}
