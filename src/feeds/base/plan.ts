import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readNumber, readText } from '../../util/json.ts';
import type { PlannedCalls } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import { type BaseConfig, feed } from './config.ts';
import { fieldsStream, recordsStream, tablesStream, viewsStream } from './streams.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';
import { typedStreamName } from './typed-table.ts';

/** Each table says how many records it has: one call a table, besides the list of tables. */
export async function* planBases(config: BaseConfig, read: FeedRead): AsyncGenerator<PlannedCalls> {
  const { bases, failed } = await resolveTargets(config, read);
  const [broken] = failed;
  if (broken !== undefined) throw broken.error;
  const wants = (name: string): boolean => read.streams.has(name);
  let [lists, tables, ofFields, pages] = [0, 0, 0, 0];
  for (const base of bases) {
    if (base.everyTable || wants(tablesStream.name) || config.skipUnchanged === true) lists++;
    const { appToken } = base;
    for (const tableId of await tableIds(base, read)) {
      const wantsTyped = wants(typedStreamName({ appToken, tableId }));
      tables++;
      if (wants(fieldsStream.name) || wantsTyped || config.skipUnchanged === true) ofFields++;
      if (wants(recordsStream.name) || wantsTyped) pages += await recordPages(base, tableId, read);
    }
  }
  yield { endpoint: bitableEndpoints.getApp, calls: bases.length, isEstimate: false };
  if (lists > 0) yield { endpoint: bitableEndpoints.listTables, calls: lists, isEstimate: false };
  if (ofFields > 0) yield { endpoint: bitableEndpoints.listFields, calls: ofFields, isEstimate: false };
  if (wants(viewsStream.name)) yield { endpoint: bitableEndpoints.listViews, calls: tables, isEstimate: false };
  if (pages > 0) yield { endpoint: bitableEndpoints.searchRecords, calls: pages, isEstimate: false };
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

async function recordPages(
  { appToken, tables }: BaseTarget,
  tableId: string,
  { client, signal }: FeedRead,
): Promise<number> {
  const viewId = tables.get(tableId);
  const data = await client.call(bitableEndpoints.searchRecords, {
    path: { app_token: appToken, table_id: tableId },
    query: { page_size: 1 },
    body: { automatic_fields: true, ...(viewId === undefined ? {} : { view_id: viewId }) },
    signal,
    feed,
  });
  const pageSize = bitableEndpoints.searchRecords.page?.maxSize ?? 1;
  return Math.max(1, Math.ceil((readNumber(data, 'total') ?? 0) / pageSize));
}
