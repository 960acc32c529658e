import { isObject, parseJson } from '../../util/json.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { firstLinkOf, isEmptyCell, numberOf, textOf } from './cell-text.ts';
import { type Cell, type CellView, type Field, personTypes, scatter } from './field.ts';
import type { PeoplePool } from './people-pool.ts';
import { RecordIds } from './record-ids.ts';
import { RowChanges } from './row-changes.ts';
import type { TableSeed } from './table-seed.ts';
import type { View } from './view.ts';

/** A table of the same Base by its id: links and lookups read it at each call, since it may have changed or gone. */
export type TableLookup = (tableId: string) => SandboxTable | undefined;

const creatorSalt = 0x1357;
const modifierSalt = 0x2468;
const modifiedDelaySalt = 0x369c;
const maxEditDelayMs = 30 * 86_400_000;

/** Generated rows by random access, plus what was added, edited and deleted since. */
export class SandboxTable {
  readonly id: string;
  readonly seed: TableSeed;
  readonly ids: RecordIds;
  readonly people: PeoplePool;
  readonly tableOf: TableLookup;
  name: string;
  fields: readonly Field[];
  views: readonly View[];
  revision = 1;
  readonly #changes = new RowChanges();
  #addedRows = 0;

  constructor(seed: TableSeed, people: PeoplePool, tableOf: TableLookup) {
    this.seed = seed;
    this.id = seed.id;
    this.name = seed.name;
    this.fields = seed.fields;
    this.views = seed.views;
    this.ids = new RecordIds(seed.salt);
    this.people = people;
    this.tableOf = tableOf;
  }

  /** Rows ever made, deleted ones included: row numbers run from 0 to here. */
  get rowsEver(): number {
    return this.seed.generatedRows + this.#addedRows;
  }

  get liveRows(): number {
    return this.rowsEver - this.#changes.deletedRows;
  }

  get hasDeletions(): boolean {
    return this.#changes.deletedRows > 0;
  }

  isLive(row: number): boolean {
    return row >= 0 && row < this.rowsEver && !this.#changes.isDeleted(row);
  }

  /** The row of a record id, or -1 when no live record has it. */
  liveRowOf(recordId: string): number {
    const row = this.ids.rowOf(recordId);
    return this.isLive(row) ? row : -1;
  }

  /** The row at a position among the live rows. */
  rowAtPosition(position: number): number {
    return this.#changes.rowAtPosition(position);
  }

  hashOf(row: number): number {
    return scatter(row, this.seed.salt);
  }

  written(row: number): boolean {
    return this.#changes.written(row) !== undefined;
  }

  isBlank(row: number): boolean {
    return row < this.seed.blankRows;
  }

  createdMs(row: number): number {
    const { generatedRows, firstCreatedMs, lastCreatedMs } = this.seed;
    if (row >= generatedRows) return this.#changes.written(row)?.createdMs ?? lastCreatedMs;
    return firstCreatedMs + Math.floor((row * (lastCreatedMs - firstCreatedMs)) / Math.max(1, generatedRows));
  }

  modifiedMs(row: number, hash: number = this.hashOf(row)): number {
    const written = this.#changes.written(row);
    if (written !== undefined) return written.modifiedMs;
    return this.#generatedMs(row, hash);
  }

  /** When one of some fields was last edited: of a row that is as it was generated, its last edit counts as one of all. */
  watchedMs(row: number, hash: number, watches: readonly string[] | undefined): number {
    const written = watches === undefined ? undefined : this.#changes.written(row);
    if (written === undefined || watches === undefined) return this.modifiedMs(row, hash);
    const before = row < this.seed.generatedRows ? this.#generatedMs(row, hash) : written.createdMs;
    return watches.reduce((latest, id) => Math.max(latest, written.editedMs.get(id) ?? 0), before);
  }

  creatorOf(hash: number): number {
    return scatter(hash, creatorSalt) % this.people.people.length;
  }

  modifierOf(row: number, hash: number): number {
    const written = this.#changes.written(row);
    if (written !== undefined) return written.modifiedBy;
    return scatter(hash, modifierSalt) % this.people.people.length;
  }

  /** The cell as records/search shows it. */
  cell(field: Field, row: number, view: CellView): Cell {
    const written = this.#changes.written(row);
    if (written?.cells.has(field.id)) return this.#inIdType(field, written.cells.get(field.id), view);
    const hash = this.hashOf(row);
    const system = this.#systemCell(field, row, hash, view);
    if (system !== undefined) return system;
    if (field.source.kind === 'formula') return this.#formula(field.source, row, view);
    if (field.source.kind === 'lookup') return this.#lookup(field.source.through, row, view);
    if (row >= this.seed.generatedRows || this.isBlank(row)) return undefined;
    return this.#generatedCell(field, row, hash, view);
  }

  /** The text of the row's primary field; "" for a blank row or one that is gone. */
  primaryText(row: number): string {
    const primary = this.fields.find((field) => field.isPrimary);
    return primary !== undefined && this.isLive(row)
      ? textOf(this.cell(primary, row, { userIdType: 'open_id', revision: 0 }))
      : '';
  }

  addRow(cells: ReadonlyMap<string, Cell>, nowMs: number): number {
    const row = this.rowsEver;
    this.#addedRows++;
    this.#changes.write(row, {
      cells: new Map(cells),
      createdMs: nowMs,
      modifiedMs: nowMs,
      modifiedBy: this.creatorOf(this.hashOf(row)),
      editedMs: new Map(),
    });
    this.revision++;
    return row;
  }

  editRow(row: number, cells: ReadonlyMap<string, Cell>, nowMs: number): void {
    const hash = this.hashOf(row);
    const written = this.#changes.written(row) ?? {
      cells: new Map(),
      createdMs: this.createdMs(row),
      modifiedMs: nowMs,
      modifiedBy: this.modifierOf(row, hash),
      editedMs: new Map(),
    };
    for (const [fieldId, cell] of cells) {
      written.cells.set(fieldId, isEmptyCell(cell) ? undefined : cell);
      written.editedMs.set(fieldId, nowMs);
    }
    written.modifiedMs = nowMs;
    this.#changes.write(row, written);
    this.revision++;
  }

  deleteRow(row: number): void {
    this.#changes.delete(row);
    this.revision++;
  }

  /** The row of a record id that is in the trash, or -1. */
  trashedRowOf(recordId: string): number {
    const row = this.ids.rowOf(recordId);
    return this.#changes.isDeleted(row) ? row : -1;
  }

  /** Brings a row back from the trash as it was; `changedMs` is when that counts as a change of it, if it does. */
  restoreRow(row: number, changedMs: number | undefined): void {
    this.#changes.restore(row);
    if (changedMs !== undefined) this.editRow(row, new Map(), changedMs);
    this.revision++;
  }

  fieldNamed(name: string): Field {
    const field = this.fields.find((one) => one.name === name);
    if (field === undefined) throw new SandboxUseError(`table ${this.id} has no field "${name}"`);
    return field;
  }

  /** Changes what was written into the cells of a column, without an edit of their rows. */
  mapWritten(fieldId: string, change: (cell: Cell) => Cell): void {
    this.#changes.mapCells(fieldId, change);
  }

  /** Replaces the columns (a rename, a new one); record keys follow the new names at once. */
  setFields(fields: readonly Field[]): void {
    this.fields = fields;
    this.revision++;
  }

  rename(name: string): void {
    this.name = name;
    this.revision++;
  }

  /** Rows a link cell points at that still exist in the other table. */
  linkedRows(
    source: {
      readonly tableId: string;
      readonly rows: (row: number, hash: number, targetRows: number) => readonly number[];
    },
    row: number,
    hash: number,
  ): readonly number[] {
    const target = this.tableOf(source.tableId);
    if (target === undefined || target.seed.generatedRows === 0) return [];
    const rows = source.rows(row, hash, target.seed.generatedRows);
    return target.hasDeletions ? rows.filter((linked) => target.isLive(linked)) : rows;
  }

  #generatedMs(row: number, hash: number): number {
    const delayMs = scatter(hash, modifiedDelaySalt) % maxEditDelayMs;
    return Math.min(this.seed.lastCreatedMs, this.createdMs(row) + delayMs);
  }

  #inIdType(field: Field, cell: Cell, view: CellView): Cell {
    if (!personTypes.has(field.type) || !Array.isArray(cell)) return cell;
    return cell.map((person) => (isObject(person) ? this.people.inIdType(person, view.userIdType) : person));
  }

  #systemCell(field: Field, row: number, hash: number, view: CellView): Cell {
    switch (field.source.kind) {
      case 'created-time':
        return this.createdMs(row);
      case 'modified-time':
        return this.watchedMs(row, hash, field.source.watches);
      case 'created-user':
        return [this.people.json(this.creatorOf(hash), view.userIdType)];
      case 'modified-user':
        return [this.people.json(this.modifierOf(row, hash), view.userIdType)];
      default:
        return undefined;
    }
  }

  #generatedCell(field: Field, row: number, hash: number, view: CellView): Cell {
    const { source } = field;
    if (source.kind === 'computed') {
      const json = source.json(row, hash);
      return json === '' ? undefined : parseJson(json);
    }
    if (source.kind === 'pool') {
      const cells = source.cells(view);
      return cells[scatter(hash, source.salt) % cells.length];
    }
    if (source.kind !== 'link') return undefined;
    const target = this.tableOf(source.tableId);
    const rows = this.linkedRows(source, row, hash);
    return target !== undefined && rows.length > 0
      ? { link_record_ids: rows.map((at) => target.ids.idOf(at)) }
      : undefined;
  }

  #formula(
    source: { readonly of: string; readonly result: (operand: number) => number },
    row: number,
    view: CellView,
  ): Cell {
    const operand = this.fields.find((field) => field.id === source.of);
    const value = operand === undefined ? Number.NaN : numberOf(this.cell(operand, row, view));
    return Number.isNaN(value) ? undefined : { type: 2, value: [source.result(value)] };
  }

  #lookup(through: string, row: number, view: CellView): Cell {
    const link = this.fields.find((field) => field.id === through);
    if (link?.source.kind !== 'link') return undefined;
    const recordId = firstLinkOf(this.cell(link, row, view));
    const target = this.tableOf(link.source.tableId);
    const text = recordId && target !== undefined ? target.primaryText(target.liveRowOf(recordId)) : '';
    return text === '' ? undefined : { type: 1, value: [{ text, type: 'text' }] };
  }
}
