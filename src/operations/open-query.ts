import { driverOf } from '../app/create-destination.ts';
import type { Config } from '../config/settings.ts';
import { tenantDestination } from '../config/tenant-destination.ts';
import { ConfigError } from '../model/errors.ts';
import type { QueryAnswer, QueryConnection } from '../model/query.ts';
import { nearestName } from '../util/nearest-name.ts';

/** Opens the configured destination for reading. @throws ConfigError `query.nothing.yet`, `destination.open.failed`, TransientError `destination.locked`. */
export async function openQuery(config: Config): Promise<QueryConnection> {
  return await driverOf(tenantDestination(config)).openQuery();
}

/** The first rows of a stream that are not marked deleted, without the metadata columns. @throws ConfigError `config.stream.unknown`. */
export async function previewStream(connection: QueryConnection, stream: string, limit: number): Promise<QueryAnswer> {
  const tables = await connection.tables();
  if (!tables.includes(stream)) throw unknownTable(stream, tables);
  const table = `"${stream.replaceAll('"', '""')}"`;
  const { columns } = await connection.run(`SELECT * FROM ${table}`, 0);
  const own = columns.filter((column) => !column.startsWith('_larkstream_'));
  const names = own.map((column) => `"${column.replaceAll('"', '""')}"`).join(', ');
  const isLive = columns.includes('_larkstream_deleted_at') ? 'WHERE _larkstream_deleted_at IS NULL' : '';
  return await connection.run(`SELECT ${names} FROM ${table} ${isLive}`, limit);
}

function unknownTable(stream: string, tables: readonly string[]): ConfigError {
  const nearest = nearestName(stream, tables);
  return new ConfigError({
    code: 'config.stream.unknown',
    message: {
      en: `No stream ${stream} has been replicated${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
      zh: `没有同步过数据流 ${stream}${nearest === undefined ? '' : `；是否想输入 ${nearest}？`}`,
    },
    cure: { en: `Choose one of ${tables.join(', ')}.`, zh: `请从以下数据流中选择：${tables.join('、')}。` },
  });
}
