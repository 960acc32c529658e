import type { SqlValue } from '../database.ts';

/** A part of a WHERE; `?` stands for the value. */
export interface Condition {
  readonly sql: string;
  readonly value?: SqlValue;
}

/** What is compared with nothing restricts nothing. */
export function where(sql: string, value: SqlValue | undefined): readonly Condition[] {
  return value === undefined ? [] : [{ sql, value }];
}

/** Whether a column is one of the texts that the first value lists as JSON. */
export function isAmong(column: string): string {
  // As an array: of a join with the elements, the planner may read the whole table.
  return `${column} = ANY (ARRAY(SELECT json_array_elements_text($1::json)))`;
}

/** Bytes of a search text, at most four a sign, must fit into an index. */
const maxSearch = 400;

/** What the column `search` holds: words in small letters. */
export function searchText(...words: readonly (string | undefined)[]): string {
  return words
    .filter((word) => word !== undefined && word !== '')
    .join(' ')
    .toLowerCase()
    .slice(0, maxSearch);
}

/** Those whose column `search` has the words somewhere. */
export function whereFound(search: string | undefined): readonly Condition[] {
  return search === undefined || search === '' ? [] : [{ sql: 'strpos(search, ?) > 0', value: search.toLowerCase() }];
}

/** `WHERE …` with the parameters that come after those before; empty without a condition. */
export function whereSql(
  conditions: readonly Condition[],
  before: readonly SqlValue[] = [],
): { readonly sql: string; readonly values: readonly SqlValue[] } {
  const values = [...before];
  const parts = conditions.map(({ sql, value }) => {
    if (value === undefined) return sql;
    values.push(value);
    return sql.replaceAll('?', `$${values.length}`);
  });
  return { sql: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values };
}
