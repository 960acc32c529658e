import { isObject, readText } from '../../util/json.ts';
import { numberOf, textOf } from './cell-text.ts';
import { type CellView, dateTypes, type Field } from './field.ts';
import type { SandboxTable } from './sandbox-table.ts';
import type { TableFailures } from './table-failures.ts';

/** An entry of `sort`, with the column that it names. */
export interface SortKey {
  readonly field: Field;
  readonly descending: boolean;
}

const maxSortKeys = 100;

/** Reads the sort array of records/search. */
export function sortKeys(sort: unknown, table: SandboxTable, failures: TableFailures): readonly SortKey[] {
  if (sort === undefined || sort === null) return [];
  if (!Array.isArray(sort) || sort.length > maxSortKeys)
    throw failures.invalidSort('sort is a list of at most 100 entries');
  return sort.map((entry: unknown) => {
    const name = isObject(entry) ? readText(entry, 'field_name') : null;
    const field = table.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw failures.fieldNameNotFound(name ?? '');
    if (field.type === 17 || field.type === 3001)
      throw failures.invalidSort(`${field.uiType} columns cannot be sorted`);
    return { field, descending: isObject(entry) && entry.desc === true };
  });
}

/** The rows in the wanted order; empty cells come last, equal ones stay in creation order. */
export function sortedRows(
  rows: Uint32Array,
  keys: readonly SortKey[],
  table: SandboxTable,
  view: CellView,
): Uint32Array {
  const columns = keys.map(({ field, descending }) => ({ values: columnValues(rows, field, table, view), descending }));
  const order = rows.map((_, at) => at);
  order.sort((left, right) => {
    for (const { values, descending } of columns) {
      const compared = compare(values[left], values[right], descending);
      if (compared !== 0) return compared;
    }
    return left - right;
  });
  return order.map((at) => rows[at] ?? 0);
}

type Sortable = number | string | undefined;

function columnValues(rows: Uint32Array, field: Field, table: SandboxTable, view: CellView): readonly Sortable[] {
  const numeric = field.type === 2 || dateTypes.has(field.type) || field.type === 20;
  return Array.from(rows, (row): Sortable => {
    const cell = table.cell(field, row, view);
    if (cell === undefined) return undefined;
    return numeric ? numberOf(cell) : textOf(cell);
  });
}

function compare(left: Sortable, right: Sortable, descending: boolean): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  const ascending = left < right ? -1 : 1;
  return descending ? -ascending : ascending;
}
