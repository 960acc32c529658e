import type { Publish } from '../events/tenant-event.ts';
import type { Route } from '../route.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { type AddedField, addedField } from './added-field.ts';
import { batchGetRoute } from './batch-get-route.ts';
import { createTables, emptyTable, type TableContext } from './create-tables.ts';
import type { Field } from './field.ts';
import { getRoute } from './get-route.ts';
import { listRoute } from './list-route.ts';
import { mediaRoute } from './media-route.ts';
import { appJson, fieldJson, metadataRoutes, tableJson, viewJson } from './metadata-routes.ts';
import { appTokenOf, tableIdOf, wikiTokenOf } from './names-and-tokens.ts';
import { type BasePerson, PeoplePool } from './people-pool.ts';
import { RecordScan } from './record-scan.ts';
import { SandboxBase } from './sandbox-base.ts';
import type { SandboxTable } from './sandbox-table.ts';
import { searchRoute } from './search-route.ts';
import { changedOptions, type OptionChange } from './select-options.ts';
import { fieldEvent, type Place, recordEvent } from './table-events.ts';
import { TableFailures } from './table-failures.ts';
import type { TableOptions } from './table-options.ts';
import { wikiRoutes } from './wiki-routes.ts';
import { writeRoutes } from './write-routes.ts';
import { cellsById, type WrittenCells } from './written-cells.ts';

/** What the tenant's Bases are generated from. `now` is the clock in milliseconds; links to files point at `openHost`. */
interface TableSimulatorOptions extends TableOptions {
  readonly seed: number;
  readonly now: () => number;
  /** The instant that generated dates are counted back from. */
  readonly anchorMs: number;
  readonly people: readonly BasePerson[];
  readonly openHost: string;
  readonly publish: Publish;
}

/** Every Base of the simulated tenant: its endpoints, ways to change it as users would, and the truth to compare with. */
export class TableSimulator {
  readonly routes: readonly Route[];
  readonly #options: TableSimulatorOptions;
  readonly #people: PeoplePool;
  readonly #bases = new Map<string, SandboxBase>();
  readonly #wikiNodes = new Map<string, SandboxBase>();
  #tablesMade = 0;

  constructor(options: TableSimulatorOptions) {
    this.#options = options;
    this.#people = new PeoplePool(options.people);
    for (const at of options.bases.keys()) this.#addBase(at);
    const failures = new TableFailures(options.errorHttp);
    const registry = { bases: this.#bases, wikiNodes: this.#wikiNodes };
    const service = { registry, failures, options: options, scan: new RecordScan(options.recordOrder) };
    this.routes = [
      ...metadataRoutes(registry, failures),
      searchRoute(service),
      listRoute({ ...service, scan: new RecordScan('creation') }),
      batchGetRoute(service),
      getRoute(service),
      ...writeRoutes({ ...service, writer: this, people: this.#people }),
      mediaRoute(registry),
      ...wikiRoutes(registry, options.people[0]?.openId ?? '', options.anchorMs),
    ];
  }

  /** The tokens of all Bases, in the order of the options. */
  get appTokens(): readonly string[] {
    return [...this.#bases.keys()];
  }

  /** The wiki node token of each Base that lives in a wiki (every second one). */
  get wikiTokens(): readonly string[] {
    return [...this.#wikiNodes.keys()];
  }

  /** As `GET …/apps/:app_token` gives it in `data.app`. */
  app(appToken: string): Record<string, unknown> {
    return appJson(this.#base(appToken));
  }

  tables(appToken: string): readonly Record<string, unknown>[] {
    return this.#base(appToken).tables.map(tableJson);
  }

  /** The ids of a Base's tables, in order. */
  tableIds(appToken: string): readonly string[] {
    return this.#base(appToken).tables.map((table) => table.id);
  }

  fields(appToken: string, tableId: string): readonly Record<string, unknown>[] {
    return this.#table(appToken, tableId).fields.map((field) => fieldJson(field));
  }

  views(appToken: string, tableId: string): readonly Record<string, unknown>[] {
    return this.#table(appToken, tableId).views.map(viewJson);
  }

  /** Live records; also readable when the app itself is shut out of the Base. */
  recordCount(appToken: string, tableId: string): number {
    return this.#table(appToken, tableId).liveRows;
  }

  /** Every live record's JSON text as records/search gives it with `automatic_fields`, in creation order. */
  *records(appToken: string, tableId: string): Generator<string, void, undefined> {
    const table = this.#table(appToken, tableId);
    for (let row = 0; row < table.rowsEver; row++) if (table.isLive(row)) yield this.#recordJson(appToken, table, row);
  }

  /** One record as records/search gives it with `automatic_fields`. */
  recordJson(appToken: string, tableId: string, recordId: string): string {
    const table = this.#table(appToken, tableId);
    return this.#recordJson(appToken, table, this.#row(table, recordId));
  }

  /** The id of the n-th row ever made, whether it still lives or not. */
  recordId(appToken: string, tableId: string, row: number): string {
    return this.#table(appToken, tableId).ids.idOf(row);
  }

  addRecord(appToken: string, tableId: string, cells: WrittenCells = {}): string {
    const table = this.#table(appToken, tableId);
    const byId = cellsById(table, cells);
    const id = table.ids.idOf(table.addRow(byId, this.#options.now()));
    this.#recordsChanged(appToken, table);
    this.#options.publish(recordEvent(this.#place(appToken, table), 'record_added', id, byId));
    return id;
  }

  editRecord(appToken: string, tableId: string, recordId: string, cells: WrittenCells): void {
    const table = this.#table(appToken, tableId);
    const byId = cellsById(table, cells);
    table.editRow(this.#row(table, recordId), byId, this.#options.now());
    this.#recordsChanged(appToken, table);
    this.#options.publish(recordEvent(this.#place(appToken, table), 'record_edited', recordId, byId));
  }

  deleteRecord(appToken: string, tableId: string, recordId: string): void {
    const table = this.#table(appToken, tableId);
    table.deleteRow(this.#row(table, recordId));
    this.#recordsChanged(appToken, table);
    this.#options.publish(recordEvent(this.#place(appToken, table), 'record_deleted', recordId));
  }

  /** Brings a record back from the trash. */
  restoreRecord(appToken: string, tableId: string, recordId: string): void {
    const table = this.#table(appToken, tableId);
    const row = table.trashedRowOf(recordId);
    if (row < 0) throw new SandboxUseError(`no record ${recordId} in the trash of ${tableId}`);
    table.restoreRow(row, this.#options.restoredTime === 'now' ? this.#options.now() : undefined);
    this.#recordsChanged(appToken, table);
    this.#options.publish(recordEvent(this.#place(appToken, table), 'record_added', recordId));
  }

  renameField(appToken: string, tableId: string, fieldName: string, newName: string): void {
    const table = this.#table(appToken, tableId);
    const known = table.fieldNamed(fieldName);
    this.#replaceField(appToken, table, known, { ...known, name: newName.trim() });
  }

  /** Adds a column and gives its id. It is empty, unless its type is a time of the record itself; `watches` names the fields that a last-modified time tells of. */
  addField(appToken: string, tableId: string, field: AddedField): string {
    const table = this.#table(appToken, tableId);
    const added = addedField(table, field);
    table.setFields([...table.fields, added]);
    this.#fieldChanged(appToken, table, undefined, added);
    return added.id;
  }

  changeOptions(appToken: string, tableId: string, fieldName: string, change: OptionChange): void {
    const table = this.#table(appToken, tableId);
    const before = table.fieldNamed(fieldName);
    this.#replaceField(appToken, table, before, changedOptions(table, before, change));
  }

  /** Its cells are empty until they are written again. */
  retypeField(
    appToken: string,
    tableId: string,
    fieldName: string,
    { type, uiType }: { type: number; uiType: string },
  ): void {
    const table = this.#table(appToken, tableId);
    const before = table.fieldNamed(fieldName);
    const after: Field = { ...before, type, uiType, property: null, source: { kind: 'none' } };
    this.#replaceField(appToken, table, before, after);
  }

  removeField(appToken: string, tableId: string, fieldName: string): void {
    const table = this.#table(appToken, tableId);
    const removed = table.fields.find((field) => field.name === fieldName && !field.isPrimary);
    table.setFields(table.fields.filter((field) => field !== removed));
    this.#fieldChanged(appToken, table, removed, undefined);
  }

  addTable(appToken: string, name: string): string {
    const base = this.#base(appToken);
    const id = tableIdOf(`${appToken}/added`, this.#tablesMade++);
    base.addTable(emptyTable(id, name, this.#tableContext(base)));
    base.changed();
    return id;
  }

  renameTable(appToken: string, tableId: string, name: string): void {
    this.#table(appToken, tableId).rename(name);
    this.#base(appToken).changed();
  }

  deleteTable(appToken: string, tableId: string): void {
    if (!this.#base(appToken).removeTable(tableId)) throw new SandboxUseError(`no table ${tableId} in ${appToken}`);
  }

  /** Takes the app off the Base's collaborators (91403 from now on), or puts it back. */
  setShared(appToken: string, isShared: boolean): void {
    this.#base(appToken).isShared = isShared;
  }

  /** Switches advanced permissions on without making the app a manager, or off. */
  setAdvancedPermissions(appToken: string, isAdvanced: boolean): void {
    this.#base(appToken).isAdvanced = isAdvanced;
  }

  #addBase(at: number): void {
    const { bases, seed } = this.#options;
    const size = bases[at];
    if (size === undefined) return;
    const wikiToken = at % 2 === 1 ? wikiTokenOf(seed, at) : undefined;
    const name = size.name ?? `Base ${at + 1}`;
    const base = new SandboxBase({
      appToken: appTokenOf(seed, at),
      name,
      timeZone: size.timeZone ?? 'Asia/Shanghai',
      wikiToken,
    });
    for (const table of createTables(size, this.#tableContext(base))) base.addTable(table);
    this.#bases.set(base.appToken, base);
    if (wikiToken !== undefined) this.#wikiNodes.set(wikiToken, base);
  }

  #tableContext(base: SandboxBase): TableContext {
    return {
      appToken: base.appToken,
      people: this.#people,
      anchorMs: this.#options.anchorMs,
      unconfirmedTypes: this.#options.unconfirmedTypes,
      openHost: this.#options.openHost,
      tableOf: (tableId) => base.table(tableId),
    };
  }

  #recordJson(appToken: string, table: SandboxTable, row: number): string {
    const shape = {
      style: 'search',
      userIdType: 'open_id',
      automaticFields: true,
      textAsArray: true,
      fieldIds: undefined,
    } as const;
    return this.#base(appToken).renderer(table, shape).render(row);
  }

  #recordsChanged(appToken: string, table: SandboxTable): void {
    const base = this.#base(appToken);
    if (this.#options.lookupMovesRevision) {
      const readsIt = (field: Field): boolean => field.source.kind === 'link' && field.source.tableId === table.id;
      for (const other of base.tables) if (other !== table && other.fields.some(readsIt)) other.revision++;
    }
    base.changed('records');
  }

  #replaceField(appToken: string, table: SandboxTable, before: Field, after: Field): void {
    table.setFields(table.fields.map((field) => (field === before ? after : field)));
    this.#fieldChanged(appToken, table, before, after);
  }

  #fieldChanged(appToken: string, table: SandboxTable, before: Field | undefined, after: Field | undefined): void {
    this.#base(appToken).changed('records');
    this.#options.publish(fieldEvent(this.#place(appToken, table), before, after));
  }

  #place(appToken: string, table: SandboxTable): Place {
    return { appToken, table, nowMs: this.#options.now(), operatorOpenId: this.#options.people[0]?.openId ?? '' };
  }

  #base(appToken: string): SandboxBase {
    const base = this.#bases.get(appToken);
    if (base === undefined) throw new SandboxUseError(`no Base ${appToken}`);
    return base;
  }

  #table(appToken: string, tableId: string): SandboxTable {
    const table = this.#base(appToken).table(tableId);
    if (table === undefined) throw new SandboxUseError(`no table ${tableId} in ${appToken}`);
    return table;
  }

  #row(table: SandboxTable, recordId: string): number {
    const row = table.liveRowOf(recordId);
    if (row < 0) throw new SandboxUseError(`no record ${recordId} in ${table.id}`);
    return row;
  }
}
