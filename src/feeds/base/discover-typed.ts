import { toLarkstreamError } from '../../model/errors.ts';
import type { Discovery, UnlistedStreams } from '../../model/source.ts';
import type { Stream } from '../../model/stream.ts';
import { bitableEndpoints } from '../../open-platform/endpoints/bitable.ts';
import { readObject, readText } from '../../util/json.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { type BaseConfig, feed } from './config.ts';
import { listAll } from './table-walk.ts';
import { type BaseTarget, resolveTargets } from './targets.ts';
import { typedFields } from './typed-fields.ts';
import { isTypedOf, isTypedStream, typedStream, typedStreamName } from './typed-table.ts';

/**
 * One stream for each wanted table. Costs two calls a Base and one for each table. A link that cannot be resolved may stand
 * for any Base. @throws what makes further calls useless.
 */
export async function discoverTyped(
  config: BaseConfig,
  context: FeedContext,
  names?: ReadonlySet<string>,
): Promise<Discovery> {
  const wanted = names === undefined ? undefined : [...names].filter(isTypedStream);
  if (wanted?.length === 0) return { streams: [], unlisted: [] };
  const { bases, failed } = await resolveTargets(config, context);
  const streams: Stream[] = [];
  const unlisted: UnlistedStreams[] = failed.map(({ error }) => ({ error, covers: isTypedStream }));
  for (const base of bases) {
    if (wanted?.every((name) => !isTypedOf(name, base.appToken)) === true) continue;
    try {
      streams.push(...(await discoverBase(base, context, names)));
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isFatal(error)) throw error;
      unlisted.push({ error, covers: (name) => isTypedOf(name, base.appToken) });
    }
  }
  return { streams, unlisted };
}

async function discoverBase(
  { appToken, everyTable, tables }: BaseTarget,
  context: FeedContext,
  names?: ReadonlySet<string>,
): Promise<Stream[]> {
  const isWanted = (tableId: string): boolean =>
    (everyTable || tables.has(tableId)) && names?.has(typedStreamName({ appToken, tableId })) !== false;
  const path = { app_token: appToken };
  const call = { path, signal: context.signal, feed };
  const app = readObject(await context.client.call(bitableEndpoints.getApp, call), 'app');
  const streams: Stream[] = [];
  for (const table of await listAll(bitableEndpoints.listTables, path, context)) {
    const tableId = readText(table, 'table_id');
    if (tableId === null || !isWanted(tableId)) continue;
    const fields = await listAll(bitableEndpoints.listFields, { ...path, table_id: tableId }, context);
    const names = { baseName: readText(app, 'name'), tableName: readText(table, 'name') };
    streams.push(typedStream({ appToken, tableId }, names, typedFields(fields)));
  }
  return streams;
}
