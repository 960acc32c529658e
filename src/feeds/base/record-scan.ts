import type { CallPurpose } from '../../model/call-purpose.ts';
import type { Change, ScannedChange, StateChange } from '../../model/change.ts';
import { ConfigError, type LarkstreamError, TransientError } from '../../model/errors.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import type { Page } from '../../open-platform/open-platform-client.ts';
import { type JsonObject, readNumber, readText } from '../../util/json.ts';
import { plural } from '../../util/plural.ts';
import type { FeedRead } from '../feed-context.ts';
import type { Problems } from '../problems.ts';
import type { AttachmentDownloads } from './attachments.ts';
import type { Basis } from './basis.ts';
import { feed } from './config.ts';
import { writeLookup } from './confirm-records.ts';
import { type RecordPage, readablePage, recordRows, type TableKey, unparsedKeys } from './rows.ts';
import {
  type ChangesFrom,
  isSettled,
  judgeScan,
  type ScanPosition,
  type ScanState,
  type Verdict,
  writeScanState,
} from './scan-state.ts';
import { nameOfSlice, stateOf } from './slices.ts';
import { recordsStream } from './streams.ts';
import type { TypedTable } from './typed-table.ts';

interface TypedScan {
  readonly name: string;
  readonly table: TypedTable;
  /** As the platform lists them. */
  readonly fields: readonly JsonObject[];
}

/** One table as it is about to be read, and what was known of it before. */
export interface RecordScan extends TableKey {
  readonly viewId: string | undefined;
  readonly userIdType: string;
  readonly isAdvanced: boolean;
  readonly revision: number | null;
  readonly last: ScanState | undefined;
  readonly isSecondLook?: boolean;
  readonly wantsRecords: boolean;
  /** The stream of this table alone. */
  readonly typed: TypedScan | undefined;
  /** Where a broken-off scan goes on. */
  readonly position: ScanPosition | undefined;
  readonly downloads: AttachmentDownloads | undefined;
  /** What its calls are for, where the read as a whole does not say it. */
  readonly purpose: CallPurpose | undefined;
  /** How it is read, where that is to be remembered. */
  readonly basis: Basis | undefined;
  /** What the table showed before the scan; undefined where everything is always read. */
  readonly changesFrom: ChangesFrom | undefined;
  /** The state of a place among the pages; undefined where the reader keeps nothing of a broken-off read. */
  readonly remember: ((position: ScanPosition) => StateChange) | undefined;
}

interface Outcome {
  readonly delivered: number;
  readonly total: number | undefined;
  /** Items that are no records: then nothing is remembered of the scan, and the next one does not rely on it. */
  readonly unreadable: number;
  /** Those created since `RecordScan.changesFrom`. */
  readonly recent: readonly string[];
  /** Of these, those of which it is sure that they were created later. */
  readonly created: number;
  /** How many records there were when it began. */
  readonly first: number | undefined;
}

/** The streams that get rows of the table's records. */
export function streamsOf({ wantsRecords, typed }: Pick<RecordScan, 'wantsRecords' | 'typed'>): string[] {
  return [...(wantsRecords ? [recordsStream.name] : []), ...(typed === undefined ? [] : [typed.name])];
}

function* rowsOf(page: RecordPage, scan: RecordScan, problems: Problems): Generator<Change, void, void> {
  const { wantsRecords, typed } = scan;
  if (wantsRecords) yield { kind: 'rows', stream: recordsStream.name, rows: recordRows(scan, page, problems) };
  if (typed !== undefined) yield { kind: 'rows', stream: typed.name, rows: typed.table.rows(page, problems) };
}

/** Where the records of a table were asked for, for messages. */
export const placeOf = ({ appToken, tableId }: TableKey): string =>
  `${endpointLabel(bitableEndpoints.searchRecords)} (${appToken}/${tableId})`;

/** A few seconds' worth at the documented limit. */
const pagesPerPosition = 20;

async function* deliver(
  scan: RecordScan,
  read: FeedRead,
  from: ScanPosition | undefined,
): AsyncGenerator<Change, Outcome, void> {
  const pages = read.client.pages(bitableEndpoints.searchRecords, {
    path: { app_token: scan.appToken, table_id: scan.tableId },
    query: { user_id_type: scan.userIdType },
    body: { automatic_fields: true, ...(scan.viewId === undefined ? {} : { view_id: scan.viewId }) },
    signal: read.signal,
    feed,
    keepTexts: unparsedKeys,
    startToken: from?.pageToken,
  });
  let delivered = from?.rows ?? 0;
  let pagesSince = 0;
  let unreadable = 0;
  let total: number | undefined;
  const recent = new Map<string, number>();
  let first = from?.total;
  for await (const page of pages) {
    if (page.isRestart === true) delivered = 0;
    if (total === undefined && page.total !== undefined && scan.isSecondLook !== true)
      for (const stream of streamsOf(scan)) yield { kind: 'estimate', stream, rows: page.total };
    total = page.total ?? total;
    if (from === undefined) first ??= total;
    delivered += page.items.length;
    const taken = takePage(scan, page, read);
    unreadable += taken.unreadable;
    yield* taken.changes;
    if (scan.changesFrom !== undefined) noteRecent(page, scan.changesFrom, recent);
    pagesSince++;
    if (scan.remember === undefined || page.nextToken === undefined || pagesSince < pagesPerPosition) continue;
    pagesSince = 0;
    const { changesFrom } = scan;
    yield scan.remember({
      pageToken: page.nextToken,
      rows: delivered,
      total: first,
      at: read.clock.now(),
      changesFrom,
    });
  }
  const since = scan.changesFrom?.to ?? 0;
  const created = [...recent.values()].filter((createdAt) => createdAt > since).length;
  return { delivered, total, unreadable, recent: [...recent.keys()], created, first };
}

/** The rows of a page; items that are no records are noted. */
export function takePage(
  scan: RecordScan,
  page: Page,
  read: FeedRead,
): { readonly changes: readonly Change[]; readonly unreadable: number } {
  const records = readablePage(page);
  const unreadable = page.unreadable + page.items.length - records.items.length;
  for (const stream of streamsOf(scan)) read.problems.unreadable(stream, unreadable, placeOf(scan));
  scan.downloads?.take(records);
  return { changes: records.items.length > 0 ? [...rowsOf(records, scan, read.problems)] : [], unreadable };
}

function noteRecent({ items }: Page, from: ChangesFrom, recent: Map<string, number>): void {
  for (const item of items) {
    const [id, createdAt] = [readText(item, 'record_id'), readNumber(item, 'created_time') ?? 0];
    if (id !== null && (isSettled(from) ? createdAt > from.to : createdAt >= from.to)) recent.set(id, createdAt);
  }
}

/**
 * Reads one table whole. A `scanned` change says that what did not come is gone. It is `confirmed` when the platform's own
 * count agrees with what came and no permission can hide records; a scan that came out short or suspicious is `incomplete`
 * instead.
 */
export async function* scanRecords(scan: RecordScan, read: FeedRead): AsyncGenerator<Change, void, void> {
  const begunAt = scan.position === undefined ? read.clock.now() : read.resume?.since;
  let outcome = yield* deliver(scan, read, scan.position);
  const { first } = outcome;
  const judge = (): Verdict =>
    judgeScan({ ...outcome, isAdvanced: scan.isAdvanced, last: read.acceptDeletes ? undefined : scan.last });
  // Records that are added and deleted while the pages are read shift the pages; a second look settles most of it.
  if (judge() === 'short' && !scan.isAdvanced)
    outcome = yield* deliver({ ...scan, isSecondLook: true }, read, undefined);
  const verdict = judge();
  if (verdict === 'short') {
    yield { kind: 'incomplete', streams: streamsOf(scan), error: shortError(scan, outcome) };
  } else if (verdict === 'suspicious') {
    yield { kind: 'incomplete', streams: streamsOf(scan), error: suspiciousError(scan, outcome) };
  } else {
    const confirmed = verdict === 'confirmed';
    yield* scannedOf(scan, { confirmed, total: outcome.total });
    const { delivered: rows, total = 0, created, recent } = outcome;
    if (outcome.unreadable > 0) return;
    const now = read.clock.now();
    const from = scan.changesFrom;
    const isShifted = first === undefined || total < first + created;
    // Without the platform's own count there is nothing that tells of deletions.
    const changes = from === undefined || !confirmed ? undefined : { ...from, recent, isShifted };
    const state = writeScanState({
      rows,
      revision: scan.revision,
      scannedAt: now,
      begunAt,
      basis: scan.basis,
      changes,
    });
    yield stateOf({ kind: 'table', appToken: scan.appToken, tableId: scan.tableId }, state);
  }
}

/** What a scan proves. */
interface Told {
  readonly confirmed: boolean;
  /** How many records the platform says there are. */
  readonly total: number | undefined;
}

/** Says that what was not met is gone. */
export function* scannedOf(scan: RecordScan, { confirmed, total }: Told): Generator<ScannedChange, void, void> {
  const { appToken, tableId, viewId, wantsRecords, typed } = scan;
  const slice = nameOfSlice({ kind: 'table', appToken, tableId });
  // A record that has left the view is there, and yet no longer in what is replicated.
  const lookupBy = (fields?: readonly JsonObject[]): Pick<ScannedChange, 'lookup'> =>
    viewId === undefined ? { lookup: writeLookup(scan, fields) } : {};
  const told = {
    kind: 'scanned',
    slice,
    confirmed,
    ...(confirmed && total === 0 ? { isEmpty: true as const } : {}),
  } as const;
  const scope = { equals: { app_token: appToken, table_id: tableId } };
  if (wantsRecords) yield { ...told, stream: recordsStream.name, scope, ...lookupBy() };
  if (typed !== undefined) yield { ...told, stream: typed.name, scope: {}, ...lookupBy(typed.fields) };
}

/** The scan did not bring as many records as the platform says there are. */
export function shortError(
  { appToken, tableId, isAdvanced }: RecordScan,
  { delivered, total }: Pick<Outcome, 'delivered' | 'total'>,
): LarkstreamError {
  return new TransientError({
    code: 'source.scan.unstable',
    message: {
      en: `Table ${tableId} of Base ${appToken} declares ${plural(total ?? 0, 'record')}, but ${delivered} came`,
      zh: `多维表格 ${appToken} 的数据表 ${tableId} 称有 ${total} 条记录，但收到 ${delivered} 条`,
    },
    details: { app_token: appToken, table_id: tableId, isAdvanced },
  });
}

function suspiciousError({ appToken, tableId, last }: RecordScan, { delivered }: Outcome): LarkstreamError {
  return new ConfigError({
    code: 'source.scan.suspicious',
    message: {
      en: `Table ${tableId} of Base ${appToken} had ${plural(last?.rows ?? 0, 'record')} and now shows ${delivered}; none was marked deleted`,
      zh: `多维表格 ${appToken} 的数据表 ${tableId} 原有 ${last?.rows} 条记录，现在只见 ${delivered} 条；没有标记任何删除`,
    },
    cure: {
      en: 'The Base has advanced permissions: let the app manage it ("… > Add document app"). If the records are really gone, run again with --accept-deletes.',
      zh: '多维表格开启了高级权限：请把应用设为可管理（“… > 添加文档应用”）。若记录确已删除，请加 --accept-deletes 再运行。',
    },
    details: { app_token: appToken, table_id: tableId },
  });
}
