import type { Cell } from './field.ts';

/** A row that was added or edited. */
export interface WrittenRow {
  readonly cells: Map<string, Cell>;
  createdMs: number;
  modifiedMs: number;
  modifiedBy: number;
  /** When fields were last edited, by id. */
  readonly editedMs: Map<string, number>;
}

/** What people have done to the rows of a table, by number. */
export class RowChanges {
  readonly #written = new Map<number, WrittenRow>();
  /** In order. */
  readonly #deleted: number[] = [];
  readonly #deletedSet = new Set<number>();
  /** What was written into rows that are in the trash. */
  readonly #trash = new Map<number, WrittenRow>();

  get deletedRows(): number {
    return this.#deleted.length;
  }

  isDeleted(row: number): boolean {
    return this.#deletedSet.has(row);
  }

  written(row: number): WrittenRow | undefined {
    return this.#written.size > 0 ? this.#written.get(row) : undefined;
  }

  write(row: number, written: WrittenRow): void {
    this.#written.set(row, written);
  }

  mapCells(fieldId: string, change: (cell: Cell) => Cell): void {
    for (const rows of [this.#written, this.#trash])
      for (const { cells } of rows.values()) if (cells.has(fieldId)) cells.set(fieldId, change(cells.get(fieldId)));
  }

  /** The row at a position among those that are not deleted. */
  rowAtPosition(position: number): number {
    let row = position;
    for (const gone of this.#deleted) {
      if (gone > row) break;
      row++;
    }
    return row;
  }

  delete(row: number): void {
    let low = 0;
    let high = this.#deleted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#deleted[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    this.#deleted.splice(low, 0, row);
    this.#deletedSet.add(row);
    move(row, this.#written, this.#trash);
  }

  restore(row: number): void {
    this.#deleted.splice(this.#deleted.indexOf(row), 1);
    this.#deletedSet.delete(row);
    move(row, this.#trash, this.#written);
  }
}

function move(row: number, from: Map<number, WrittenRow>, to: Map<number, WrittenRow>): void {
  const written = from.get(row);
  if (written !== undefined) to.set(row, written);
  from.delete(row);
}
