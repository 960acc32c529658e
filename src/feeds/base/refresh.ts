import type { Change } from '../../model/change.ts';
import type { Hint } from '../../model/hint.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import type { FeedRead } from '../feed-context.ts';
import { visitHints } from '../hints.ts';
import { distinct, type Refresher } from '../refresher.ts';
import { AttachmentDownloads } from './attachments.ts';
import type { BaseConfig } from './config.ts';
import { getRecords } from './get-records.ts';
import type { BaseTargets, RecordsTarget } from './hints.ts';
import { recordRows, type TableKey } from './rows.ts';
import { recordsStream } from './streams.ts';
import { listAll } from './table-walk.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';
import { typedFields } from './typed-fields.ts';
import { TypedTable, typedStreamName } from './typed-table.ts';
import { BaseWalk } from './walk.ts';

/** Whether hints say that tables have other columns now: with typed streams, these are other streams then. */
export function changesColumns(hints: readonly Hint[]): boolean {
  let changed = false;
  visitHints<BaseTargets>('base', hints, {
    table: () => {
      changed = true;
    },
    records: () => {},
  });
  return changed;
}

/**
 * The records that events name, a hundred with each call: their values as they are now, formulas included, which events leave out.
 * A record that the platform says does not exist is gone. When columns change, the table is read as a whole, for its records
 * change with them.
 */
export function createBaseRefresher(config: BaseConfig): Refresher {
  return new BaseRefresher(config);
}

class BaseRefresher implements Refresher {
  readonly #config: BaseConfig;
  #targets: ReadonlyMap<string, BaseTarget> | undefined;
  readonly #typed = new Map<string, TypedTable>();

  constructor(config: BaseConfig) {
    this.#config = config;
  }

  async *refresh(hints: readonly Hint[], read: FeedRead): AsyncGenerator<Change, void, void> {
    this.#targets ??= await this.#resolve(read);
    const whole = new Map<string, TableKey>();
    const touched: RecordsTarget[] = [];
    const changed: RecordsTarget[] = [];
    visitHints<BaseTargets>('base', hints, {
      table: (table) => {
        this.#typed.delete(typedStreamName(table));
        if (this.#isWanted(table)) whole.set(keyOf(table), table);
      },
      records: (records) => changed.push(records),
    });
    for (const table of byTable(changed)) {
      if (!this.#isWanted(table) || whole.has(keyOf(table))) continue;
      // Only reading the view shows whether a record belongs to it.
      if (this.#viewOf(table) === undefined) touched.push(table);
      else whole.set(keyOf(table), table);
    }
    const { attachments } = this.#config;
    const downloads = attachments === undefined ? undefined : new AttachmentDownloads(attachments, read);
    for (const table of touched) yield* this.#refreshRecords(table, read, downloads);
    for (const table of whole.values()) yield* this.#readTable(table, read, downloads);
    for (const message of (await downloads?.finish()) ?? [])
      yield { kind: 'warning', streams: [recordsStream.name], message };
  }

  async #resolve(read: FeedRead): Promise<ReadonlyMap<string, BaseTarget>> {
    const { bases } = await resolveTargets(this.#config, read);
    return new Map(bases.map((base) => [base.appToken, base]));
  }

  #isWanted({ appToken, tableId }: TableKey): boolean {
    const target = this.#targets?.get(appToken);
    return target !== undefined && (target.everyTable || target.tables.has(tableId));
  }

  #viewOf({ appToken, tableId }: TableKey): string | undefined {
    return this.#targets?.get(appToken)?.tables.get(tableId);
  }

  async *#refreshRecords(
    table: RecordsTarget,
    read: FeedRead,
    downloads: AttachmentDownloads | undefined,
  ): AsyncGenerator<Change, void, void> {
    const typedName = typedStreamName(table);
    const wantsRecords = read.streams.has(recordsStream.name);
    const typed = read.streams.has(typedName) ? await this.#typedTable(table, read) : undefined;
    if (!wantsRecords && typed === undefined) return;
    const asked = { ...table, userIdType: this.#config.userIdType ?? 'open_id' };
    for await (const { page, absent, lost } of getRecords(asked, table.recordIds, read)) {
      downloads?.take(page);
      for (const name of [recordsStream.name, typedName])
        if (read.streams.has(name))
          read.problems.unreadable(name, lost, endpointLabel(bitableEndpoints.batchGetRecords));
      if (wantsRecords)
        yield { kind: 'rows', stream: recordsStream.name, rows: recordRows(table, page, read.problems) };
      if (typed !== undefined) yield { kind: 'rows', stream: typedName, rows: typed.rows(page, read.problems) };
      if (absent.length === 0) continue;
      const keys = absent.map((id) => [table.appToken, table.tableId, id]);
      if (wantsRecords) yield { kind: 'deletes', stream: recordsStream.name, keys };
      if (typed !== undefined) yield { kind: 'deletes', stream: typedName, keys: absent.map((id) => [id]) };
    }
  }

  async #typedTable(table: TableKey, read: FeedRead): Promise<TypedTable> {
    const name = typedStreamName(table);
    const known = this.#typed.get(name);
    if (known !== undefined) return known;
    const path = { app_token: table.appToken, table_id: table.tableId };
    const made = new TypedTable(name, typedFields(await listAll(bitableEndpoints.listFields, path, read)));
    this.#typed.set(name, made);
    return made;
  }

  #readTable(table: TableKey, read: FeedRead, downloads: AttachmentDownloads | undefined): AsyncIterable<Change> {
    const { appToken, tableId } = table;
    const target = {
      appToken,
      everyTable: false,
      tables: new Map([[tableId, this.#viewOf(table)]]),
      doubled: new Set<string>(),
    };
    return new BaseWalk(target, { ...this.#config, skipUnchanged: false, downloads, isPart: true }, read).changes();
  }
}

const keyOf = ({ appToken, tableId }: TableKey): string => `${appToken}/${tableId}`;

function byTable(targets: readonly RecordsTarget[]): RecordsTarget[] {
  const tables = new Map<string, RecordsTarget>();
  for (const target of targets) {
    const before = tables.get(keyOf(target))?.recordIds ?? [];
    tables.set(keyOf(target), { ...target, recordIds: distinct([...before, ...target.recordIds]) });
  }
  return [...tables.values()];
}
