import type { Change, StateChange } from '../../model/change.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import { type Endpoint, endpointLabel } from '../../open-platform/endpoint.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { type JsonObject, readBoolean, readNumber, readObject, readText } from '../../util/json.ts';
import type { FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { auditedTables, stateOfTable } from './audited-tables.ts';
import { feed } from './config.ts';
import { hiddenError } from './hidden-error.ts';
import { type TableKey, tableRow } from './rows.ts';
import { readScanState, type ScanState, writeScanState } from './scan-state.ts';
import { rememberedTables, stateOf, toSlice } from './slices.ts';
import { baseStreams, fieldsStream, recordsStream, tablesStream, viewsStream } from './streams.ts';
import { isCovered, listAll, readTable, type WalkConfig } from './table-walk.ts';
import type { BaseTarget } from './targets.ts';
import { isTypedOf, typedStreamName } from './typed-table.ts';

const perTable = [recordsStream.name, fieldsStream.name, viewsStream.name];

/** One Base, read call after call: reads of the same Base at the same time provoke 1254607. Source: records/search. */
export class BaseWalk {
  readonly #target: BaseTarget;
  readonly #config: WalkConfig;
  readonly #read: FeedRead;
  #app: JsonObject = {};
  #tables: readonly JsonObject[] = [];
  /** Of how many tables each stream has been read completely and beyond doubt. */
  readonly #confirmed = new Map<string, number>();
  /** Rows of records that came. */
  #records = 0;
  #hasTrouble = false;
  #audited: ReadonlySet<string> = new Set();
  #hasBegun = false;
  #later: ReadonlySet<string> = new Set();
  /** When each table was last read whole, by its stored state or by this walk; undefined where that is not known. */
  readonly #readWhole = new Map<string, number | undefined>();

  constructor(target: BaseTarget, config: WalkConfig, read: FeedRead) {
    this.#target = target;
    this.#config = config;
    this.#read = read;
  }

  async *changes(): AsyncGenerator<Change, void, void> {
    yield* this.first();
    yield* this.rest();
  }

  /** The list of tables, and what has changed in those that are read by their changes; without such ones, everything. */
  async *first(): AsyncGenerator<Change, void, void> {
    const { appToken } = this.#target;
    yield* this.#guard(this.#wanted, async function* (this: BaseWalk) {
      const data = await this.#call(bitableEndpoints.getApp, { app_token: appToken });
      this.#app = readObject(data, 'app');
      yield* this.#readTableList();
      this.#config.work?.listed(this.#wantedTables().size);
      for (const tableId of this.#wantedTables().keys()) this.#readWhole.set(tableId, this.#stateOf(tableId)?.begunAt);
      this.#audited = auditedTables(appToken, this.#wantedTables().keys(), this.#config.auditMs, this.#read);
      this.#later = new Set([...this.#wantedTables().keys()].filter((tableId) => this.#isWhole(tableId)));
      this.#hasBegun = true;
      yield* this.#readTables((tableId) => !this.#later.has(tableId));
    });
  }

  /** What is read whole besides, and what is audited; then what follows from all of it. */
  async *rest(): AsyncGenerator<Change, void, void> {
    if (!this.#hasBegun) return;
    yield* this.#guard(this.#wanted, async function* (this: BaseWalk) {
      yield* this.#readTables((tableId) => this.#later.has(tableId) && !this.#audited.has(tableId));
      yield* this.#readTables((tableId) => this.#later.has(tableId) && this.#audited.has(tableId));
      yield* this.#doubtEmptiness();
      yield* this.#concludeBase();
    });
  }

  /** Each table with its moment: its records were read then or later. */
  get readWhole(): ReadonlyMap<string, number | undefined> {
    return this.#readWhole;
  }

  get #wanted(): string[] {
    const { appToken } = this.#target;
    const mine = [tablesStream.name, ...perTable];
    return [...this.#read.streams].filter((name) => mine.includes(name) || isTypedOf(name, appToken));
  }

  async *#readTables(isTurn: (tableId: string) => boolean): AsyncGenerator<Change, void, void> {
    const { appToken } = this.#target;
    for (const [tableId, viewId] of this.#wantedTables()) {
      const table = { appToken, tableId };
      if (!isTurn(tableId)) continue;
      yield* this.#guard(
        [...perTable, typedStreamName(table)].filter((name) => this.#wants(name)),
        () => this.#measuring(this.#counting(this.#readTable(table, viewId))),
      );
    }
  }

  /** Where changes are read: one that is read whole would keep those of the others waiting. */
  #isWhole(tableId: string): boolean {
    if (this.#config.auditMs === undefined) return false;
    return this.#audited.has(tableId) || this.#stateOf(tableId)?.changes === undefined;
  }

  #stateOf(tableId: string): ScanState | undefined {
    return stateOfTable(this.#target.appToken, tableId, this.#read);
  }

  /**
   * When all tables have been read whole, so has the Base. That also finds rows of a gone table that no state names:
   * its records were not wanted, or a crash came between its first rows and its state.
   */
  async *#concludeBase(): AsyncGenerator<Change, void, void> {
    const { appToken, everyTable } = this.#target;
    const count = this.#wantedTables().size;
    if (!everyTable || count === 0) return;
    for (const stream of perTable.filter((name) => this.#wants(name))) {
      if ((this.#confirmed.get(stream) ?? 0) < count) continue;
      yield { kind: 'scanned', stream, scope: { equals: { app_token: appToken } }, confirmed: true };
    }
  }

  /** Advanced permissions hide rows without a word: a Base that shows nothing at all is more likely hidden than empty. */
  *#doubtEmptiness(): Generator<Change, void, void> {
    const { appToken } = this.#target;
    const streams = [...this.#read.streams].filter((name) => isRecordStream(name, appToken));
    const isDoubtful = this.#isAdvanced && this.#records === 0 && !this.#hasTrouble;
    if (!isDoubtful || streams.length === 0 || this.#config.isPart === true || this.#read.acceptDeletes) return;
    yield { kind: 'incomplete', streams, error: hiddenError(appToken, this.#wantedTables().size) };
  }

  /** Runs one part of the walk; its failure leaves these streams incomplete, and the walk continues. */
  async *#guard(
    streams: readonly string[],
    part: (this: BaseWalk) => AsyncIterable<Change>,
  ): AsyncGenerator<Change, void, void> {
    try {
      yield* part.call(this);
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isFatal(error)) throw error;
      yield { kind: 'incomplete', streams, error };
    }
  }

  async *#readTableList(): AsyncGenerator<Change, void, void> {
    const { appToken, everyTable, tables } = this.#target;
    if (!(everyTable || this.#wants(tablesStream.name) || this.#config.skipUnchanged === true)) return;
    this.#tables = await listAll(bitableEndpoints.listTables, { app_token: appToken }, this.#read, baseStreams);
    const nameless = this.#tables.filter((table) => readText(table, 'table_id') === null).length;
    const where = endpointLabel(bitableEndpoints.listTables);
    for (const { name } of baseStreams) this.#read.problems.unreadable(name, nameless, where);
    if (this.#wants(tablesStream.name) && !isCovered({ kind: 'list', appToken }, this.#read)) {
      const rows = this.#tables
        .map((table) => tableRow(appToken, table, this.#app, this.#read.problems))
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
      if (this.#read.resume !== undefined) {
        const state = writeScanState({ rows: 0, revision: null, scannedAt: this.#read.clock.now() });
        yield stateOf({ kind: 'list', appToken }, state);
      }
    }
    if (everyTable) yield* this.#forgetGoneTables();
  }

  /** Tables that were read before and are not listed any more. */
  async *#forgetGoneTables(): AsyncGenerator<Change, void, void> {
    const { appToken } = this.#target;
    const listed = new Set(this.#tables.map((table) => readText(table, 'table_id')));
    const gone = rememberedTables(this.#read.state, appToken).filter((tableId) => !listed.has(tableId));
    // Advanced permissions hide tables; and no Base is without a table, so an empty list is a wrong answer.
    const isDoubtful = this.#isAdvanced || this.#tables.length === 0;
    if (gone.length > 0 && isDoubtful && !this.#read.acceptDeletes) {
      const error = new ConfigError({
        code: 'source.scan.suspicious',
        message: {
          en: `Base ${appToken} no longer lists ${gone.length} of its tables; none of their rows was marked deleted`,
          zh: `多维表格 ${appToken} 不再列出其中 ${gone.length} 张数据表；没有标记任何删除`,
        },
        cure: {
          en: 'Run again. If the Base has advanced permissions, let the app manage it ("… > Add document app"); if the tables are really gone, run with --accept-deletes.',
          zh: '请再次运行。若多维表格开启了高级权限，请把应用设为可管理（“… > 添加文档应用”）；若数据表确已删除，请加 --accept-deletes 运行。',
        },
      });
      yield { kind: 'incomplete', streams: perTable.filter((name) => this.#wants(name)), error };
      return;
    }
    for (const tableId of gone) {
      const scope = { equals: { app_token: appToken, table_id: tableId } };
      for (const stream of perTable.filter((name) => this.#wants(name))) {
        yield { kind: 'scanned', stream, scope, confirmed: true };
      }
      yield stateOf({ kind: 'table', appToken, tableId }, null);
    }
  }

  /** Tells how far all Bases are, by the records of this table. */
  async *#measuring(changes: AsyncIterable<Change>): AsyncGenerator<Change, void, void> {
    const { work } = this.#config;
    const isRecords = (stream: string): boolean =>
      this.#wants(recordsStream.name) ? stream === recordsStream.name : isTypedOf(stream, this.#target.appToken);
    let hasBegun = false;
    try {
      for await (const change of changes) {
        if (change.kind === 'estimate' && !hasBegun) {
          hasBegun = true;
          work?.began(change.rows);
        }
        yield change;
        if (change.kind !== 'rows' || !isRecords(change.stream) || work === undefined) continue;
        work.read(change.rows.length);
        yield* work.share();
      }
    } finally {
      if (!hasBegun) work?.began(0);
    }
  }

  async *#counting(changes: AsyncIterable<Change>): AsyncGenerator<Change, void, void> {
    for await (const change of changes) {
      if (change.kind === 'rows' && isRecordStream(change.stream, this.#target.appToken))
        this.#records += change.rows.length;
      if (change.kind === 'incomplete') this.#hasTrouble = true;
      if (change.kind === 'state') this.#note(change);
      if (change.kind === 'scanned' && change.confirmed === true)
        this.#confirmed.set(change.stream, (this.#confirmed.get(change.stream) ?? 0) + 1);
      yield change;
    }
  }

  #note({ slice, state }: StateChange): void {
    const one = toSlice(slice);
    if (one.kind === 'table' && state !== null) this.#readWhole.set(one.tableId, readScanState(state)?.begunAt);
  }

  #readTable(key: TableKey, viewId: string | undefined): AsyncGenerator<Change, void, void> {
    const table = this.#tables.find((listed) => readText(listed, 'table_id') === key.tableId) ?? {};
    const [tableName, revision] = [readText(table, 'name'), readNumber(table, 'revision')];
    const config = { ...this.#config, audited: this.#audited };
    return readTable({ ...key, tableName, viewId, isAdvanced: this.#isAdvanced, revision }, config, this.#read);
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

  #wants(stream: string): boolean {
    return this.#read.streams.has(stream);
  }

  async #call(endpoint: Endpoint, path: Readonly<Record<string, string>>): Promise<JsonObject> {
    return await this.#read.client.call(endpoint, { path, signal: this.#read.signal, feed });
  }
}

function isRecordStream(name: string, appToken: string): boolean {
  return name === recordsStream.name || isTypedOf(name, appToken);
}
