import type { CellView } from './field.ts';
import type { RowTest } from './record-filter.ts';
import { type SortKey, sortedRows } from './record-order.ts';
import type { SandboxTable } from './sandbox-table.ts';

/** Without sort and view the platform documents no order; `skewed` lets deletions shift the pages that follow. */
export type RecordOrder = 'creation' | 'skewed';

/** The rows of a page, by number; `total` is how many fit the query. */
interface RowPage {
  readonly rows: readonly number[];
  /** Where the following page begins; undefined on the last page. */
  readonly next: number | undefined;
  readonly total: number;
}

/** Which rows a call wants, in which order. */
export interface RowQuery {
  /** Text that is the same for the same question, for caching the answer. */
  readonly key: string;
  readonly test: RowTest | undefined;
  readonly sort: readonly SortKey[];
  readonly view: CellView;
}

const cachedScans = 4;

/** Pages over a table: by row number when nothing is asked for, else over the remembered list of matching rows. */
export class RecordScan {
  readonly #order: RecordOrder;
  readonly #matches = new Map<string, Uint32Array>();

  constructor(order: RecordOrder) {
    this.#order = order;
  }

  page(table: SandboxTable, query: RowQuery, from: number, size: number): RowPage {
    if (query.test === undefined && query.sort.length === 0) return this.#plainPage(table, from, size);
    const rows = this.#matching(table, query);
    const start = query.sort.length > 0 ? from : firstAtLeast(rows, from);
    const end = Math.min(rows.length, start + size);
    const next = query.sort.length > 0 ? end : (rows[end] ?? 0);
    return { rows: [...rows.subarray(start, end)], next: end < rows.length ? next : undefined, total: rows.length };
  }

  #plainPage(table: SandboxTable, from: number, size: number): RowPage {
    const rows: number[] = [];
    const skewed = this.#order === 'skewed';
    let row = skewed ? table.rowAtPosition(from) : from;
    for (; row < table.rowsEver && rows.length < size; row++) if (table.isLive(row)) rows.push(row);
    while (row < table.rowsEver && !table.isLive(row)) row++;
    const next = skewed ? from + rows.length : row;
    return { rows, next: row < table.rowsEver ? next : undefined, total: table.liveRows };
  }

  #matching(table: SandboxTable, query: RowQuery): Uint32Array {
    const key = `${table.id}/${table.revision}/${query.key}`;
    const known = this.#matches.get(key);
    if (known !== undefined) return known;
    const found = filtered(table, query.test);
    const rows = query.sort.length > 0 ? sortedRows(found, query.sort, table, query.view) : found;
    const [oldest] = this.#matches.keys();
    if (this.#matches.size >= cachedScans && oldest !== undefined) this.#matches.delete(oldest);
    this.#matches.set(key, rows);
    return rows;
  }
}

function filtered(table: SandboxTable, test: RowTest | undefined): Uint32Array {
  const rows = new Uint32Array(table.liveRows);
  let count = 0;
  for (let row = 0; row < table.rowsEver; row++) {
    if (table.isLive(row) && (test === undefined || test(row))) rows[count++] = row;
  }
  return rows.slice(0, count);
}

function firstAtLeast(rows: Uint32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
