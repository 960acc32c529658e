import type { CallPurpose } from '../../model/call-purpose.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readNumber, readText } from '../../util/json.ts';
import type { PlannedCalls } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import { auditedTables, stateOfTable } from './audited-tables.ts';
import { type BaseConfig, feed } from './config.ts';
import type { ScanState } from './scan-state.ts';
import { fieldsStream, recordsStream, tablesStream, viewsStream } from './streams.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';
import { typedStreamName } from './typed-table.ts';

const pageSize = bitableEndpoints.searchRecords.page?.maxSize ?? 1;
/** Before a table is read whole, it is asked where its changes begin. */
const signCalls = 1;

/** Each table says how many records it has: one call a table, besides the list of tables. */
export async function* planBases(config: BaseConfig, read: FeedRead): AsyncGenerator<PlannedCalls> {
  const { bases, failed } = await resolveTargets(config, read);
  const [broken] = failed;
  if (broken !== undefined) throw broken.error;
  const wants = (name: string): boolean => read.streams.has(name);
  const byChanges = config.auditMs !== undefined;
  let [lists, tables, ofFields] = [0, 0, 0];
  const pages = new Map<CallPurpose, number>();
  for (const base of bases) {
    if (base.everyTable || wants(tablesStream.name) || config.skipUnchanged === true) lists++;
    const ids = await tableIds(base, read);
    const isTyped = (tableId: string): boolean => wants(typedStreamName({ appToken: base.appToken, tableId }));
    const always = wants(fieldsStream.name) || config.skipUnchanged === true || byChanges;
    tables += ids.length;
    ofFields += always ? ids.length : ids.filter(isTyped).length;
    const withRecords = wants(recordsStream.name) ? ids : ids.filter(isTyped);
    for (const [purpose, calls] of await pagesOf(base, withRecords, config, read))
      pages.set(purpose, (pages.get(purpose) ?? 0) + calls);
  }
  yield { endpoint: bitableEndpoints.getApp, calls: bases.length, isEstimate: false };
  if (lists > 0) yield { endpoint: bitableEndpoints.listTables, calls: lists, isEstimate: false };
  if (ofFields > 0) yield { endpoint: bitableEndpoints.listFields, calls: ofFields, isEstimate: false };
  if (wants(viewsStream.name)) yield { endpoint: bitableEndpoints.listViews, calls: tables, isEstimate: false };
  for (const [purpose, calls] of pages)
    yield { endpoint: bitableEndpoints.searchRecords, purpose, calls, isEstimate: byChanges };
}

/** Pages of records of these tables of a Base, and what they are read for. */
async function pagesOf(
  base: BaseTarget,
  tableIds: readonly string[],
  config: BaseConfig,
  read: FeedRead,
): Promise<(readonly [CallPurpose, number])[]> {
  const audited = auditedTables(base.appToken, tableIds, config.auditMs, read);
  const all: (readonly [CallPurpose, number])[] = [];
  for (const tableId of tableIds) {
    const records = await recordPages(base, tableId, read);
    const state = stateOfTable(base.appToken, tableId, read);
    const isAudited = audited.has(tableId);
    all.push(config.auditMs === undefined ? ['exact', records.pages] : callsByChanges(state, records, isAudited));
  }
  return all;
}

/** What a table's records take where changes are read: their own count says how many are new, or that some are gone. */
function callsByChanges(
  state: ScanState | undefined,
  { pages, total }: Records,
  isAudited: boolean,
): readonly [CallPurpose, number] {
  const wholly = signCalls + pages;
  if (state === undefined) return ['new', wholly];
  if (state.changes === undefined) return ['exact', wholly];
  if (isAudited) return ['audit', wholly];
  // The changes, the ids, and what changed meanwhile.
  if (total < state.rows) return ['changes', 1 + pages + 1];
  return ['changes', Math.max(1, Math.ceil((total - state.rows) / pageSize))];
}

async function tableIds({ appToken, everyTable, tables }: BaseTarget, { client, signal }: FeedRead): Promise<string[]> {
  if (!everyTable) return [...tables.keys()];
  const ids: string[] = [];
  for await (const { items } of client.pages(bitableEndpoints.listTables, {
    path: { app_token: appToken },
    signal,
    feed,
  })) {
    ids.push(...items.map((table) => readText(table, 'table_id')).filter((id) => id !== null));
  }
  return ids;
}

interface Records {
  readonly total: number;
  readonly pages: number;
}

async function recordPages(
  { appToken, tables }: BaseTarget,
  tableId: string,
  { client, signal }: FeedRead,
): Promise<Records> {
  const viewId = tables.get(tableId);
  const data = await client.call(bitableEndpoints.searchRecords, {
    path: { app_token: appToken, table_id: tableId },
    query: { page_size: 1 },
    body: { automatic_fields: true, ...(viewId === undefined ? {} : { view_id: viewId }) },
    signal,
    feed,
  });
  const total = readNumber(data, 'total') ?? 0;
  return { total, pages: Math.max(1, Math.ceil(total / pageSize)) };
}
