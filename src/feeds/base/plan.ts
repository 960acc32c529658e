import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readNumber, readText } from '../../util/json.ts';
import type { PlannedCalls } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import { type BaseConfig, feed } from './config.ts';
import { fieldsStream, recordsStream, viewsStream } from './streams.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';

/** Each table says how many records it has: one call a table, besides the list of tables. */
export async function* planBases(config: BaseConfig, read: FeedRead): AsyncGenerator<PlannedCalls> {
  const { bases, failed } = await resolveTargets(config, read);
  const [broken] = failed;
  if (broken !== undefined) throw broken.error;
  const wants = (name: string): boolean => read.streams.has(name);
  const readsRecords = wants(recordsStream.name) || [...read.streams].some((name) => name.startsWith('base_table_'));
  let [tables, pages] = [0, 0];
  for (const base of bases) {
    const ids = await tableIds(base, read);
    tables += ids.length;
    for (const id of readsRecords ? ids : []) pages += await recordPages(base.appToken, id, read);
  }
  yield { endpoint: bitableEndpoints.getApp, calls: bases.length, isEstimate: false };
  yield { endpoint: bitableEndpoints.listTables, calls: bases.length, isEstimate: false };
  if (readsRecords || wants(fieldsStream.name))
    yield { endpoint: bitableEndpoints.listFields, calls: tables, isEstimate: false };
  if (wants(viewsStream.name)) yield { endpoint: bitableEndpoints.listViews, calls: tables, isEstimate: false };
  if (readsRecords) yield { endpoint: bitableEndpoints.searchRecords, calls: pages, isEstimate: false };
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

async function recordPages(appToken: string, tableId: string, { client, signal }: FeedRead): Promise<number> {
  const data = await client.call(bitableEndpoints.searchRecords, {
    path: { app_token: appToken, table_id: tableId },
    query: { page_size: 1 },
    body: { automatic_fields: true },
    signal,
    feed,
  });
  const pageSize = bitableEndpoints.searchRecords.page?.maxSize ?? 1;
  return Math.max(1, Math.ceil((readNumber(data, 'total') ?? 0) / pageSize));
}
