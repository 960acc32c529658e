import type { Change, StateChange } from '../../model/change.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Endpoint } from '../../open-platform/endpoint.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { type JsonObject, type JsonValue, readBoolean, readNumber, readObject, readText } from '../../util/json.ts';
import { endsRead } from '../ends-read.ts';
import type { FeedRead } from '../feed.ts';
import { scanRecords } from './record-scan.ts';
import { fieldRows, type TableKey, tableRow, viewRows } from './rows.ts';
import {
  canSkip,
  readScanPosition,
  readScanState,
  type ScanPosition,
  writeScanPosition,
  writeScanState,
} from './scan-state.ts';
import { account, type BaseConfig } from './settings.ts';
import { fieldsStream, recordsStream, tablesStream, viewsStream } from './streams.ts';
import type { BaseTarget } from './targets.ts';

const perTable = [recordsStream.name, fieldsStream.name, viewsStream.name];

/** One Base, read call after call: reads of the same Base at the same time provoke 1254607. Source: records/search. */
export class BaseWalk {
  readonly #target: BaseTarget;
  readonly #config: BaseConfig;
  readonly #read: FeedRead;
  #app: JsonObject = {};
  #tables: readonly JsonObject[] = [];
  /** Of how many tables each stream has been read completely and beyond doubt. */
  readonly #confirmed = new Map<string, number>();

  constructor(target: BaseTarget, config: BaseConfig, read: FeedRead) {
    this.#target = target;
    this.#config = config;
    this.#read = read;
  }

  async *changes(): AsyncGenerator<Change, void, void> {
    const { appToken } = this.#target;
    const wanted = [tablesStream.name, ...perTable].filter((name) => this.#wants(name));
    yield* this.#guard(wanted, async function* (this: BaseWalk) {
      const data = await this.#call(bitableEndpoints.getApp, { app_token: appToken });
      this.#app = readObject(data, 'app');
      yield* this.#readTableList();
      for (const [tableId, viewId] of this.#wantedTables()) {
        const table = { appToken, tableId };
        yield* this.#guard(
          wanted.filter((name) => perTable.includes(name)),
          () => this.#counting(this.#readTable(table, viewId)),
        );
      }
      yield* this.#tellWholeBase();
    });
  }

  /**
   * When all tables have been read whole, so has the Base. That also finds rows of a gone table of which no state tells:
   * its records were not wanted, or a crash came between its first rows and its state.
   */
  async *#tellWholeBase(): AsyncGenerator<Change, void, void> {
    const { appToken, everyTable } = this.#target;
    const count = this.#wantedTables().size;
    if (!everyTable || count === 0) return;
    for (const stream of perTable.filter((name) => this.#wants(name))) {
      if ((this.#confirmed.get(stream) ?? 0) < count) continue;
      yield { kind: 'scanned', stream, scope: { equals: { app_token: appToken } }, confirmed: true };
    }
  }

  /** Runs one part of the walk; its failure leaves these streams incomplete, and the walk goes on behind it. */
  async *#guard(
    streams: readonly string[],
    part: (this: BaseWalk) => AsyncIterable<Change>,
  ): AsyncGenerator<Change, void, void> {
    try {
      yield* part.call(this);
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (endsRead(error)) throw error;
      yield { kind: 'incomplete', streams, error };
    }
  }

  async *#readTableList(): AsyncGenerator<Change, void, void> {
    const { appToken, everyTable, tables } = this.#target;
    if (!(everyTable || this.#wants(tablesStream.name) || this.#config.skipUnchanged === true)) return;
    this.#tables = await this.#list(bitableEndpoints.listTables, { app_token: appToken });
    if (this.#wants(tablesStream.name) && !this.#isCovered(appToken)) {
      const rows = this.#tables
        .map((table) => tableRow(appToken, table, this.#app))
        .filter((row) => row !== null)
        .filter((row) => everyTable || tables.has(String(row.table_id)));
      yield { kind: 'rows', stream: tablesStream.name, rows };
      if (everyTable && (rows.length > 0 || this.#read.acceptDeletes))
        yield {
          kind: 'scanned',
          stream: tablesStream.name,
          scope: { equals: { app_token: appToken } },
          confirmed: !this.#isAdvanced,
        };
      if (this.#read.resume !== undefined) yield { kind: 'state', slice: appToken, state: this.#coveredState(0) };
    }
    if (everyTable) yield* this.#forgetGoneTables();
  }

  /** Tables that were read before and are not listed any more. */
  async *#forgetGoneTables(): AsyncGenerator<Change, void, void> {
    const { appToken } = this.#target;
    const listed = new Set(this.#tables.map((table) => `${appToken}/${readText(table, 'table_id')}`));
    const gone = [...this.#read.state.keys()].filter((slice) => slice.startsWith(`${appToken}/`) && !listed.has(slice));
    // Advanced permissions hide tables; and no Base is without a table, so an empty list is a wrong answer.
    const isDoubtful = this.#isAdvanced || this.#tables.length === 0;
    if (gone.length > 0 && isDoubtful && !this.#read.acceptDeletes) {
      const error = new ConfigError({
        code: 'source.scan.suspicious',
        message: `Base ${appToken} no longer lists ${gone.length} of its tables; nothing of them was marked deleted`,
        cure: 'Run again. If the Base has advanced permissions, let the app manage it ("… > Add document app"); if the tables are really gone, run with --accept-deletes.',
      });
      yield { kind: 'incomplete', streams: perTable.filter((name) => this.#wants(name)), error };
      return;
    }
    for (const slice of gone) {
      const scope = { equals: { app_token: appToken, table_id: slice.slice(appToken.length + 1) } };
      for (const stream of perTable.filter((name) => this.#wants(name))) {
        yield { kind: 'scanned', stream, scope, confirmed: true };
      }
      yield { kind: 'state', slice, state: null };
    }
  }

  async *#counting(changes: AsyncIterable<Change>): AsyncGenerator<Change, void, void> {
    for await (const change of changes) {
      if (change.kind === 'scanned' && change.confirmed === true)
        this.#confirmed.set(change.stream, (this.#confirmed.get(change.stream) ?? 0) + 1);
      yield change;
    }
  }

  async *#readTable(table: TableKey, viewId: string | undefined): AsyncGenerator<Change, void, void> {
    const slice = `${table.appToken}/${table.tableId}`;
    if (this.#isCovered(slice)) return;
    const position = this.#positionIn(slice);
    // What comes before the records has then been delivered too.
    const wantsFields = this.#wants(fieldsStream.name) && position === undefined;
    const wantsViews = this.#wants(viewsStream.name) && position === undefined;
    const scope = { equals: { app_token: table.appToken, table_id: table.tableId } };
    const path = { app_token: table.appToken, table_id: table.tableId };
    const skips = this.#config.skipUnchanged === true;
    let fields: readonly JsonObject[] = [];
    if (skips || wantsFields) fields = await this.#list(bitableEndpoints.listFields, path);
    if (wantsFields) {
      yield { kind: 'rows', stream: fieldsStream.name, rows: fieldRows(table, fields) };
      // No table is without a field or a view: an empty answer says nothing about those that are known.
      if (fields.length > 0) yield { kind: 'scanned', stream: fieldsStream.name, scope, confirmed: !this.#isAdvanced };
    }
    if (wantsViews) {
      const views = await this.#list(bitableEndpoints.listViews, path);
      yield { kind: 'rows', stream: viewsStream.name, rows: viewRows(table, views) };
      if (views.length > 0) yield { kind: 'scanned', stream: viewsStream.name, scope, confirmed: !this.#isAdvanced };
    }
    if (!this.#wants(recordsStream.name)) {
      if (this.#read.resume !== undefined) yield { kind: 'state', slice, state: this.#coveredState(0) };
      return;
    }
    const before = this.#read.state.get(slice);
    const last = readScanState(before);
    const revision = this.#revisionOf(table.tableId);
    const fieldTypes = fields.map((field) => readNumber(field, 'type'));
    if (skips && canSkip({ last, revision, fieldTypes, now: this.#read.clock.now() })) return;
    const userIdType = this.#config.userIdType ?? 'open_id';
    const remember = (position: ScanPosition): StateChange => ({
      kind: 'state',
      slice,
      state: writeScanPosition(before, position),
    });
    yield* scanRecords(
      {
        ...table,
        viewId,
        userIdType,
        isAdvanced: this.#isAdvanced,
        revision,
        last,
        position,
        remember: this.#read.resume === undefined ? undefined : remember,
      },
      this.#read,
    );
  }

  /** True for what the broken-off read, which this one continues, has delivered to its end. */
  #isCovered(slice: string): boolean {
    const since = this.#read.resume?.since;
    const state = readScanState(this.#read.state.get(slice));
    return since !== undefined && state !== undefined && state.scannedAt >= since;
  }

  #positionIn(slice: string): ScanPosition | undefined {
    const since = this.#read.resume?.since;
    if (since === undefined) return undefined;
    return readScanPosition(this.#read.state.get(slice), { since, now: this.#read.clock.now() });
  }

  /** That this part, without records, has been delivered. */
  #coveredState(rows: number): JsonValue {
    return writeScanState({ rows, revision: null, scannedAt: this.#read.clock.now() });
  }

  get #isAdvanced(): boolean {
    return readBoolean(this.#app, 'is_advanced') === true;
  }

  #wantedTables(): ReadonlyMap<string, string | undefined> {
    const { everyTable, tables } = this.#target;
    if (!everyTable) return tables;
    const listed = this.#tables.flatMap((table) => readText(table, 'table_id') ?? []);
    return new Map([...listed.map((id) => [id, tables.get(id)] as const), ...tables]);
  }

  #revisionOf(tableId: string): number | null {
    const table = this.#tables.find((listed) => readText(listed, 'table_id') === tableId);
    return table === undefined ? null : readNumber(table, 'revision');
  }

  #wants(stream: string): boolean {
    return this.#read.streams.has(stream);
  }

  async #call(endpoint: Endpoint, path: Readonly<Record<string, string>>): Promise<JsonObject> {
    return await this.#read.client.call(endpoint, { path, signal: this.#read.signal, account });
  }

  async #list(endpoint: Endpoint, path: Readonly<Record<string, string>>): Promise<JsonObject[]> {
    const all: JsonObject[] = [];
    const pages = this.#read.client.pages(endpoint, { path, signal: this.#read.signal, account });
    for await (const page of pages) {
      if (page.isRestart === true) all.length = 0;
      all.push(...page.items);
    }
    return all;
  }
}
