import type { Change } from '../../model/change.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import type { Page } from '../../open-platform/open-platform-client.ts';
import { isObject, type JsonObject, numberOf, readNumber, readText, tryParseJson } from '../../util/json.ts';
import { JsonText, liftedAt } from '../../util/json-text.ts';
import type { FeedRead } from '../feed-context.ts';
import { basisOf, type Reading } from './basis.ts';
import { feed } from './config.ts';
import { isSortRefused, isUnwatchedEdit, signName } from './find-sign.ts';
import { scanIds } from './id-scan.ts';
import { type RecordScan, scannedOf, takePage } from './record-scan.ts';
import { unparsedKeys } from './rows.ts';
import { type Changes, isSettled, type ScanState, writeScanState } from './scan-state.ts';
import { stateOf } from './slices.ts';

/** What was changed this short a time before the newest change that the run before has seen is read once more. */
const overlapMs = 120_000;

/** The table as it is read now, and what the run before has left. */
interface ByChanges {
  readonly reading: Reading;
  readonly before: Changes;
}

/** What has changed since a run, or a part of it. */
interface Changed {
  readonly newest: number;
  /** When they were asked for. */
  readonly readAt: number;
  /** When each record that came was created. */
  readonly seen: ReadonlyMap<string, number>;
  readonly added: readonly string[];
  readonly total: number | undefined;
}

/**
 * Reads what has changed since the run before, the newest first, and gives whether that is all. Where the platform's own count says that
 * something was deleted, or came back from the trash, it reads which records there are.
 */
export async function* readChangedRecords(
  scan: RecordScan,
  by: ByChanges,
  read: FeedRead,
): AsyncGenerator<Change, boolean, void> {
  const { last } = scan;
  const fieldName = signName(by.reading.fields, by.before.basis.fieldId);
  if (last === undefined || fieldName === undefined) return false;
  try {
    return yield* readNewest({ ...scan, last, fieldName }, by, read);
  } catch (thrown) {
    if (!isSortRefused(thrown)) throw thrown;
    return false;
  }
}

interface ChangesScan extends RecordScan {
  readonly last: ScanState;
  readonly fieldName: string;
}

async function* readNewest(
  scan: ChangesScan,
  { reading, before }: ByChanges,
  read: FeedRead,
): AsyncGenerator<Change, boolean, void> {
  const remember = (changed: Changed, rows: number, isShifted = false): Change => {
    const { newest: to, readAt, seen } = changed;
    const recent = isSettled({ to, readAt })
      ? []
      : [...new Set([...before.recent, ...seen.keys()])].filter((id) => (seen.get(id) ?? 0) >= to);
    const changes = { to, recent, readAt, basis: basisOf(reading, before.basis.fieldId), isShifted };
    const { revision, appToken, tableId } = scan;
    return stateOf(
      { kind: 'table', appToken, tableId },
      writeScanState({ ...scan.last, rows, revision, basis: scan.basis, changes }),
    );
  };
  const changed = yield* changedSince(scan, before, read);
  if (changed === undefined) return false;
  const rows = scan.last.rows + changed.added.length;
  if (changed.total === rows && !before.isShifted) {
    yield remember(changed, rows);
    return true;
  }
  // Who keeps what a broken-off read delivered takes no word of what is gone: everything is delivered to it.
  if (read.resume !== undefined) return false;
  const ids = yield* scanIds(scan, { fieldName: scan.fieldName, since: changed.newest }, read);
  if (ids === undefined) return true;
  // What was created while the ids were read is among them or not.
  const later = yield* changedSince(scan, { to: changed.newest, readAt: changed.readAt, recent: [] }, read);
  if (later === undefined) return false;
  yield* scannedOf(scan, { confirmed: true, total: ids.total });
  const created = later.added.filter((id) => !changed.seen.has(id)).length;
  const isShifted = later.total !== (changed.total ?? 0) + created;
  yield remember(later, ids.delivered + later.added.filter((id) => !ids.late.has(id)).length, isShifted);
  return true;
}

/** Undefined where items cannot be read, or show that the field does not tell of every edit. */
async function* changedSince(
  scan: ChangesScan,
  before: Pick<Changes, 'to' | 'readAt' | 'recent'>,
  read: FeedRead,
): AsyncGenerator<Change, Changed | undefined, void> {
  const { appToken, tableId, userIdType, fieldName } = scan;
  const readAt = read.clock.now();
  const pages = read.client.pages(bitableEndpoints.searchRecords, {
    path: { app_token: appToken, table_id: tableId },
    query: { user_id_type: userIdType },
    body: { automatic_fields: true, sort: [{ field_name: fieldName, desc: true }] },
    signal: read.signal,
    feed,
    keepTexts: unparsedKeys,
    onDemand: true,
  });
  const seen = new Map<string, number>();
  let newest = before.to;
  let total: number | undefined;
  for await (const page of pages) {
    const { changes, unreadable } = takePage(scan, page, read);
    yield* changes;
    if (unreadable > 0) return undefined;
    total = page.total;
    const times = page.items.map((item) => changedAt(item, page.texts, fieldName));
    if (page.items.some((item, at) => isUnwatchedEdit(item, times[at] ?? 0))) return undefined;
    for (const item of page.items) seen.set(readText(item, 'record_id') ?? '', readNumber(item, 'created_time') ?? 0);
    newest = times.reduce((latest, time) => Math.max(latest, time), newest);
    const oldest = times.at(-1);
    if (oldest !== undefined && (isSettled(before) ? oldest <= before.to : oldest < before.to - overlapMs)) break;
  }
  const known = new Set(before.recent);
  const isNew = (id: string, createdAt: number): boolean =>
    (isSettled(before) ? createdAt > before.to : createdAt >= before.to) && !known.has(id);
  const added = [...seen].filter(([id, createdAt]) => isNew(id, createdAt)).map(([id]) => id);
  return { newest, readAt, seen, added, total };
}

/** As the field says it; as the record does, where the cell is empty. */
function changedAt(item: JsonObject, texts: Page['texts'], fieldName: string): number {
  const fields = liftedAt(item, 'fields', texts);
  const cells = fields instanceof JsonText ? tryParseJson(fields.text) : fields;
  const cell = isObject(cells) ? numberOf(cells[fieldName]) : undefined;
  return cell ?? readNumber(item, 'last_modified_time') ?? 0;
}
