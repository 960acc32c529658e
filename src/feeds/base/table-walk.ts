import type { CallPurpose } from '../../model/call-purpose.ts';
import type { Change } from '../../model/change.ts';
import type { Stream } from '../../model/stream.ts';
import { type Endpoint, endpointLabel } from '../../open-platform/endpoint.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { type JsonObject, readNumber } from '../../util/json.ts';
import type { FeedContext, FeedRead } from '../feed-context.ts';
import type { AttachmentDownloads } from './attachments.ts';
import { basisOf, type Reading, restsOn } from './basis.ts';
import { readChangedRecords } from './changed-records.ts';
import { type BaseConfig, feed } from './config.ts';
import { findSign } from './find-sign.ts';
import { type RecordScan, scanRecords } from './record-scan.ts';
import { fieldRows, type TableKey, viewRows } from './rows.ts';
import {
  canSkip,
  readScanPosition,
  readScanState,
  type ScanPosition,
  writeScanPosition,
  writeScanState,
} from './scan-state.ts';
import { type BaseSlice, nameOfSlice, stateOf } from './slices.ts';
import { fieldsStream, recordsStream, viewsStream } from './streams.ts';
import { typedFields } from './typed-fields.ts';
import { TypedTable, typedStreamName } from './typed-table.ts';
import type { WorkCounter } from './work-counter.ts';

/**
 * `viewId` narrows the records to those of a view. `revision` and `tableName` are null where the list of tables was not
 * read, or says nothing of them.
 */
interface WalkedTable extends TableKey {
  readonly tableName: string | null;
  readonly viewId: string | undefined;
  readonly isAdvanced: boolean;
  readonly revision: number | null;
}

/** The Base's settings with what one walk adds to them. */
export interface WalkConfig extends BaseConfig {
  readonly downloads?: AttachmentDownloads | undefined;
  readonly work?: WorkCounter;
  /** Tables that are scanned because it is their turn, where others are read by their changes. */
  readonly audited?: ReadonlySet<string>;
  /** Only what an event named is read: nothing is concluded about the Base. */
  readonly isPart?: boolean;
}

/** In the place of a field, where none is followed. */
const noSign = 'none';

/** Fields, views and records of one table, as far as they are wanted. */
export async function* readTable(
  table: WalkedTable,
  config: WalkConfig,
  read: FeedRead,
): AsyncGenerator<Change, void, void> {
  const { appToken, tableId, revision } = table;
  const slice: BaseSlice = { kind: 'table', appToken, tableId };
  if (isCovered(slice, read)) return;
  const stored = read.state.get(nameOfSlice(slice));
  const last = readScanState(stored);
  const position = positionIn(slice, read);
  const typedName = typedStreamName(table);
  const [wantsRecords, wantsTyped] = [read.streams.has(recordsStream.name), read.streams.has(typedName)];
  const path = { app_token: appToken, table_id: tableId };
  const readsChanges = config.auditMs !== undefined && table.viewId === undefined && !table.isAdvanced;
  const needsFields = wantsTyped || config.skipUnchanged === true || readsChanges;
  const fields =
    needsFields || read.streams.has(fieldsStream.name)
      ? await listAll(bitableEndpoints.listFields, path, read, [fieldsStream])
      : [];
  // With a position among the records, what comes before them has been delivered.
  if (position === undefined) yield* readStructure(table, fields, read);
  if (!wantsRecords && !wantsTyped) {
    const state = writeScanState({ rows: 0, revision, scannedAt: read.clock.now() });
    if (read.resume !== undefined) yield stateOf(slice, state);
    return;
  }
  const { userIdType = 'open_id', downloads, skipUnchanged, auditMs } = config;
  const streams = [...(wantsRecords ? [recordsStream.name] : []), ...(wantsTyped ? [typedName] : [])];
  const reading: Reading = { fields, streams, userIdType, hasDownloads: downloads !== undefined };
  if (skipUnchanged === true && isLeftUnread({ last, revision, reading, now: read.clock.now(), auditMs })) return;
  const remember = (at: ScanPosition) => stateOf(slice, writeScanPosition(stored, at));
  const typed = wantsTyped
    ? { name: typedName, table: new TypedTable(typedName, typedFields(fields)), fields }
    : undefined;
  const scan: RecordScan = {
    ...table,
    purpose: undefined,
    userIdType,
    downloads,
    basis: skipUnchanged === true ? basisOf(reading, noSign) : undefined,
    last,
    position,
    remember: read.resume === undefined ? undefined : remember,
    changesFrom: undefined,
    wantsRecords,
    typed,
  };
  const isAudited = config.audited?.has(tableId) === true;
  yield* readsChanges ? readByChanges(scan, { reading, isAudited }, read) : scanRecords(scan, read);
}

/** Nothing can have changed, and all that is wanted of it has been read. */
function isLeftUnread({
  reading,
  ...facts
}: Omit<Parameters<typeof canSkip>[0], 'fieldTypes'> & { readonly reading: Reading }): boolean {
  const basis = facts.last?.basis ?? facts.last?.changes?.basis;
  if (basis !== undefined && !restsOn(basis, reading)) return false;
  return canSkip({ ...facts, fieldTypes: reading.fields.map((field) => readNumber(field, 'type')) });
}

/** What a table is read whole for, where changes are read. */
function purposeOf({ last }: RecordScan, isAudited: boolean): CallPurpose {
  if (last === undefined) return 'new';
  if (last.changes === undefined) return 'exact';
  return isAudited ? 'audit' : 'changes';
}

function readFor({ purpose }: { readonly purpose: CallPurpose }, read: FeedRead): FeedRead {
  return { ...read, client: read.client.madeFor(purpose) };
}

/** What has changed; everything where that cannot be told, or where it is the table's turn. */
async function* readByChanges(
  scan: RecordScan,
  { reading, isAudited }: { readonly reading: Reading; readonly isAudited: boolean },
  read: FeedRead,
): AsyncGenerator<Change, void, void> {
  const before = scan.last?.changes;
  const { position } = scan;
  const isWhole = isAudited || position !== undefined || read.acceptDeletes;
  if (before !== undefined && !isWhole && restsOn(before.basis, reading)) {
    const changes = { ...scan, purpose: 'changes' } as const;
    if (yield* readChangedRecords(changes, { reading, before }, readFor(changes, read))) return;
  }
  const asked = { reading, fieldId: before?.basis.fieldId };
  const wholeScan = { ...scan, purpose: read.fresh ? 'exact' : purposeOf(scan, isAudited) };
  const whole = readFor(wholeScan, read);
  // A scan that goes on may have passed what was changed since it began.
  const changesFrom = position === undefined ? await findSign(scan, asked, whole) : position.changesFrom;
  yield* scanRecords({ ...wholeScan, changesFrom }, whole);
}

/** Fields and views. */
async function* readStructure(
  table: WalkedTable,
  fields: readonly JsonObject[],
  read: FeedRead,
): AsyncGenerator<Change, void, void> {
  const scope = { equals: { app_token: table.appToken, table_id: table.tableId } };
  const confirmed = !table.isAdvanced;
  // No table is without a field or a view: an empty answer says nothing about those that are known.
  if (read.streams.has(fieldsStream.name)) {
    yield { kind: 'rows', stream: fieldsStream.name, rows: fieldRows(table, fields, read.problems) };
    if (fields.length > 0) yield { kind: 'scanned', stream: fieldsStream.name, scope, confirmed };
  }
  if (read.streams.has(viewsStream.name)) {
    const path = { app_token: table.appToken, table_id: table.tableId };
    const views = await listAll(bitableEndpoints.listViews, path, read, [viewsStream]);
    yield { kind: 'rows', stream: viewsStream.name, rows: viewRows(table, views, read.problems) };
    if (views.length > 0) yield { kind: 'scanned', stream: viewsStream.name, scope, confirmed };
  }
}

/** True for what the broken-off read, which this one continues, has delivered to its end. */
export function isCovered(slice: BaseSlice, read: FeedRead): boolean {
  const since = read.resume?.since;
  const state = readScanState(read.state.get(nameOfSlice(slice)));
  return since !== undefined && state !== undefined && Math.max(state.scannedAt, state.changes?.readAt ?? 0) >= since;
}

function positionIn(slice: BaseSlice, read: FeedRead): ScanPosition | undefined {
  const since = read.resume?.since;
  if (since === undefined) return undefined;
  return readScanPosition(read.state.get(nameOfSlice(slice)), { since, now: read.clock.now() });
}

/** Every item of a listing; entries that are none are noted for these streams. */
export async function listAll(
  endpoint: Endpoint,
  path: Readonly<Record<string, string>>,
  { client, signal, problems }: Pick<FeedContext, 'client' | 'signal'> & Partial<Pick<FeedRead, 'problems'>>,
  streams: readonly Stream[] = [],
): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for await (const page of client.pages(endpoint, { path, signal, feed })) {
    for (const { name } of streams) problems?.unreadable(name, page.unreadable, endpointLabel(endpoint));
    if (page.isRestart === true) all.length = 0;
    all.push(...page.items);
  }
  return all;
}
