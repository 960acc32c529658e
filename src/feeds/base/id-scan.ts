import type { Change } from '../../model/change.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { type JsonObject, numberOf, readObject, readText } from '../../util/json.ts';
import type { FeedRead } from '../feed-context.ts';
import { feed } from './config.ts';
import { placeOf, type RecordScan, shortError, streamsOf } from './record-scan.ts';
import { judgeScan } from './scan-state.ts';
import { recordsStream } from './streams.ts';

/** Which records are there. */
interface IdScan {
  readonly delivered: number;
  readonly total: number | undefined;
  readonly unreadable: number;
  /** Those that were changed at `since` or later. */
  readonly late: ReadonlySet<string>;
}

/** What is asked for: one short field of each record, which says when it was changed. */
interface IdOptions {
  readonly fieldName: string;
  readonly since: number;
}

/**
 * Reads which records a table has, and nothing else of them: a page has as many of them, and a twentieth of the bytes. Undefined where fewer came than there are, or
 * some could not be read; that is told.
 */
export async function* scanIds(
  scan: RecordScan,
  options: IdOptions,
  read: FeedRead,
): AsyncGenerator<Change, IdScan | undefined, void> {
  let found = yield* readIds(scan, options, read);
  const isShort = (): boolean => judgeScan({ ...found, isAdvanced: false, last: scan.last }) !== 'confirmed';
  // Records that are deleted while the pages are read shift the pages; a second look settles most of it.
  if (isShort()) found = yield* readIds(scan, options, read);
  const { delivered, total = 0, unreadable } = found;
  if (isShort()) yield { kind: 'incomplete', streams: streamsOf(scan), error: shortError(scan, { delivered, total }) };
  return isShort() || unreadable > 0 ? undefined : found;
}

async function* readIds(
  scan: RecordScan,
  { fieldName, since }: IdOptions,
  read: FeedRead,
): AsyncGenerator<Change, IdScan, void> {
  const { appToken, tableId } = scan;
  const pages = read.client.pages(bitableEndpoints.searchRecords, {
    path: { app_token: appToken, table_id: tableId },
    body: { field_names: [fieldName] },
    signal: read.signal,
    feed,
  });
  let [delivered, unreadable] = [0, 0];
  let total: number | undefined;
  const late = new Set<string>();
  for await (const page of pages) {
    if (page.isRestart === true) delivered = 0;
    total = page.total ?? total;
    const ids: string[] = [];
    for (const item of page.items) {
      const id = readText(item, 'record_id');
      if (id === null) continue;
      ids.push(id);
      if (changedAt(item, fieldName) >= since) late.add(id);
    }
    delivered += ids.length;
    const lost = page.unreadable + page.items.length - ids.length;
    unreadable += lost;
    for (const stream of streamsOf(scan)) read.problems.unreadable(stream, lost, placeOf(scan));
    yield* present(scan, ids);
  }
  return { delivered, total, unreadable, late };
}

function* present(
  { appToken, tableId, wantsRecords, typed }: RecordScan,
  ids: readonly string[],
): Generator<Change, void, void> {
  if (ids.length === 0) return;
  if (wantsRecords) {
    yield { kind: 'present', stream: recordsStream.name, keys: ids.map((id) => [appToken, tableId, id]) };
  }
  if (typed !== undefined) yield { kind: 'present', stream: typed.name, keys: ids.map((id) => [id]) };
}

/** One of which the field says nothing may be of any time. */
function changedAt(item: JsonObject, fieldName: string): number {
  return numberOf(readObject(item, 'fields')[fieldName]) ?? Number.POSITIVE_INFINITY;
}
