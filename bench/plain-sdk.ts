/** What people write today: the official SDK with its iterators, its rows appended to DuckDB. Prints how many rows arrived. */
import { DuckDBInstance } from '@duckdb/node-api';
import { Client, LoggerLevel } from '@larksuiteoapi/node-sdk';

const [url = '', appId = '', appSecret = '', appToken = '', tableId = '', path = ''] = process.argv.slice(2);
const client = new Client({ appId, appSecret, domain: url, loggerLevel: LoggerLevel.fatal });
const instance = await DuckDBInstance.create(path);
const connection = await instance.connect();
await connection.run(
  'CREATE TABLE records (record_id VARCHAR, fields JSON, created_time BIGINT, last_modified_time BIGINT, created_by JSON, last_modified_by JSON)',
);
const appender = await connection.createAppender('records');
let rows = 0;
const pages = await client.bitable.appTableRecord.searchWithIterator({
  path: { app_token: appToken, table_id: tableId },
  params: { page_size: 500 },
  data: { automatic_fields: true },
});
for await (const page of pages) {
  for (const record of page?.items ?? []) {
    appender.appendVarchar(record.record_id ?? '');
    appender.appendVarchar(JSON.stringify(record.fields));
    appender.appendBigInt(BigInt(record.created_time ?? 0));
    appender.appendBigInt(BigInt(record.last_modified_time ?? 0));
    appender.appendVarchar(JSON.stringify(record.created_by ?? null));
    appender.appendVarchar(JSON.stringify(record.last_modified_by ?? null));
    appender.endRow();
    rows++;
  }
}
appender.closeSync();
connection.closeSync();
instance.closeSync();
console.log(JSON.stringify({ rows }));
