import type { Stream } from '../../model/stream.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readObject, readText } from '../../util/json.ts';
import type { FeedContext } from '../feed.ts';
import { account, type BaseConfig } from './settings.ts';
import { listAll } from './table-walk.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';
import { typedFields } from './typed-fields.ts';
import { typedStream } from './typed-table.ts';

/**
 * One stream for each wanted table. Costs two calls a Base and one for each table.
 * @throws the first link that cannot be resolved, and what the calls throw: half a list would look like deleted tables.
 */
export async function discoverTyped(config: BaseConfig, context: FeedContext): Promise<Stream[]> {
  const { bases, failed } = await resolveTargets(config, context);
  const [first] = failed;
  if (first !== undefined) throw first.error;
  const streams: Stream[] = [];
  for (const base of bases) streams.push(...(await discoverBase(base, context)));
  return streams;
}

async function discoverBase({ appToken, everyTable, tables }: BaseTarget, context: FeedContext): Promise<Stream[]> {
  const { client, signal } = context;
  const path = { app_token: appToken };
  const app = readObject(await client.call(bitableEndpoints.getApp, { path, signal, account }), 'app');
  const streams: Stream[] = [];
  for (const table of await listAll(bitableEndpoints.listTables, path, context)) {
    const tableId = readText(table, 'table_id');
    if (tableId === null || !(everyTable || tables.has(tableId))) continue;
    const fields = await listAll(bitableEndpoints.listFields, { ...path, table_id: tableId }, context);
    const names = { baseName: readText(app, 'name'), tableName: readText(table, 'name') };
    streams.push(typedStream({ appToken, tableId }, names, typedFields(fields)));
  }
  return streams;
}
