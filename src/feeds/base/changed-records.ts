import type { Change } from '../../model/change.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import type { Page } from '../../open-platform/open-platform-client.ts';
import { isObject, type JsonObject, numberOf, readNumber, readText, tryParseJson } from '../../util/json.ts';
import { JsonText, liftedAt } from '../../util/json-text.ts';
import type { FeedRead } from '../feed-context.ts';
import { feed } from './config.ts';
import { type RecordScan, takePage } from './record-scan.ts';
import { unparsedKeys } from './rows.ts';
import { type Changes, type ChangesFrom, writeScanState } from './scan-state.ts';
import { stateOf } from './slices.ts';

/** Last modified time. Source: bitable-v1/app-table-field/guide. */
const modifiedTimeType = 1002;
/** What was changed this short a time before the newest change that the run before has seen is read once more. */
const overlapMs = 120_000;
/**
 * What was older than this when the run before asked did not come later: its clock and the platform's are not so far apart. Else a million records
 * that were imported at once would be read in each run until one of them changes.
 */
const settledMs = 15 * 60_000;

/** The name of the field by which the records that changed last come first; undefined where the app sees no such field. */
export function modifiedTimeField(fields: readonly JsonObject[]): string | undefined {
  const field = fields.find((one) => readNumber(one, 'type') === modifiedTimeType);
  return field === undefined ? undefined : (readText(field, 'field_name') ?? undefined);
}

/** The newest change that the table shows; 0 for one without records, undefined where the platform does not sort it by that. */
export async function newestChange(
  scan: RecordScan,
  fieldName: string,
  read: FeedRead,
): Promise<ChangesFrom | undefined> {
  const readAt = read.clock.now();
  try {
    return { to: await askNewest(scan, fieldName, read), readAt };
  } catch (thrown) {
    if (!isSortRefused(thrown)) throw thrown;
    return undefined;
  }
}

/** 1254016 InvalidSort, 1254018 InvalidFilter, 1254024 InvalidFieldNames, 1254045 FieldNameNotFound: everything is read then. */
function isSortRefused(thrown: unknown): boolean {
  return [1254016, 1254018, 1254024, 1254045].includes(platformCode(toLarkstreamError(thrown)) ?? 0);
}

async function askNewest(scan: RecordScan, fieldName: string, read: FeedRead): Promise<number> {
  const data = await read.client.call(bitableEndpoints.searchRecords, {
    ...asked(scan, fieldName, read),
    query: { user_id_type: scan.userIdType, page_size: 1 },
  });
  const [first] = Array.isArray(data.items) ? data.items : [];
  return isObject(first) ? changedAt(first, [], fieldName) : 0;
}

/**
 * Reads what has changed since the run before, the newest first, and gives whether that is all: the platform's own count then agrees with what is held.
 * Where it does not, something was deleted, or came back from the trash, and the table is to be scanned.
 */
export async function* readChangedRecords(
  scan: RecordScan,
  by: { readonly fieldName: string; readonly before: Changes },
  read: FeedRead,
): AsyncGenerator<Change, boolean, void> {
  try {
    return yield* readNewest(scan, by, read);
  } catch (thrown) {
    if (!isSortRefused(thrown)) throw thrown;
    return false;
  }
}

async function* readNewest(
  scan: RecordScan,
  { fieldName, before }: { readonly fieldName: string; readonly before: Changes },
  read: FeedRead,
): AsyncGenerator<Change, boolean, void> {
  const { last } = scan;
  if (last === undefined) return false;
  const readAt = read.clock.now();
  const options = { ...asked(scan, fieldName, read), keepTexts: unparsedKeys, onDemand: true };
  const seen = new Map<string, number>();
  let newest = before.to;
  let total: number | undefined;
  for await (const page of read.client.pages(bitableEndpoints.searchRecords, options)) {
    const { changes, unreadable } = takePage(scan, page, read);
    yield* changes;
    if (unreadable > 0) return false;
    total = page.total;
    for (const item of page.items) seen.set(readText(item, 'record_id') ?? '', readNumber(item, 'created_time') ?? 0);
    const times = page.items.map((item) => changedAt(item, page.texts, fieldName));
    newest = Math.max(newest, ...times);
    if (isKnown(times.at(-1) ?? 0, before)) break;
  }
  const known = new Set(before.recent);
  const added = [...seen].filter(([id, created]) => created >= before.to && !known.has(id));
  const rows = last.rows + added.length;
  if (total !== rows) return false;
  const atNewest = [...seen].filter(([, created]) => created >= newest).map(([id]) => id);
  const recent = newest > before.to ? atNewest : [...new Set([...before.recent, ...atNewest])];
  const { revision, appToken, tableId } = scan;
  const state = writeScanState({ ...last, rows, revision, changes: { to: newest, recent, readAt } });
  yield stateOf({ kind: 'table', appToken, tableId }, state);
  return true;
}

/** Whether the run before has seen what was changed then, and all that is older. */
function isKnown(changedMs: number, { to, readAt }: Changes): boolean {
  return to <= readAt - settledMs ? changedMs <= to : changedMs < to - overlapMs;
}

function asked({ appToken, tableId, userIdType }: RecordScan, fieldName: string, { signal }: FeedRead) {
  return {
    path: { app_token: appToken, table_id: tableId },
    query: { user_id_type: userIdType },
    body: { automatic_fields: true, sort: [{ field_name: fieldName, desc: true }] },
    signal,
    feed,
  };
}

/** As the field says it; as the record does, where the cell is empty. */
function changedAt(item: JsonObject, texts: Page['texts'], fieldName: string): number {
  const fields = liftedAt(item, 'fields', texts);
  const cells = fields instanceof JsonText ? tryParseJson(fields.text) : fields;
  const cell = isObject(cells) ? numberOf(cells[fieldName]) : undefined;
  return cell ?? readNumber(item, 'last_modified_time') ?? 0;
}
