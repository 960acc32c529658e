import { ConfigError } from '../model/errors.ts';
import { isObject } from '../util/json.ts';

/** How a statement begins that changes something. */
const writes =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:insert|update|delete|merge|truncate|create|drop|alter|comment|vacuum|grant|revoke)\b/i;
/** How DuckDB and Postgres refuse what a statement changes further in, such as a function or a WITH. */
const refusedWrites = /attached in read-only mode|read-only transaction|data-modifying statements in WITH/;
const readOnlyTransaction = '25006';

/** The database did not take the query; its own sentence says why. */
export function queryRejected(thrown: unknown, sql: string): ConfigError {
  const reason = (thrown instanceof Error ? thrown.message : String(thrown)).replace(
    /^Failed to extract statements:\s*/,
    '',
  );
  const isWrite = isObject(thrown) && thrown.code === readOnlyTransaction;
  if (isWrite || refusedWrites.test(reason) || writes.test(sql)) {
    return new ConfigError({
      code: 'query.reads.only',
      message: { en: '`query` only reads: nothing was changed', zh: '`query` 只能读取：没有修改任何内容' },
      cause: thrown,
    });
  }
  return new ConfigError({ code: 'query.rejected', message: { en: reason, zh: `“${reason}”` }, cause: thrown });
}

/** There is no database, folder or schema that a sync has made. */
export function nothingToQuery(name: string): ConfigError {
  return new ConfigError({
    code: 'query.nothing.yet',
    message: { en: `Nothing has been replicated to ${name} yet`, zh: `${name} 中还没有同步过任何数据` },
  });
}
