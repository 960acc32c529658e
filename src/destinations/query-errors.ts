import { ConfigError } from '../model/errors.ts';
import { isObject } from '../util/json.ts';

/** How a statement begins that changes something. */
const writes =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:insert|update|delete|merge|truncate|create|drop|alter|comment|vacuum|grant|revoke|copy)\b/i;
/** How DuckDB and Postgres refuse what a statement changes further in, such as a function or a WITH. */
const refusedWrites = /attached in read-only mode|read-only transaction|data-modifying statements in WITH/;
const readOnlyTransaction = '25006';

const textsAndComments = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/g;

/** Without texts, quoted names and comments, in which a semicolon ends nothing. */
export function bareSql(sql: string): string {
  return sql.replace(textsAndComments, (part) => (/^['"$]/.test(part) ? "''" : ' '));
}

/** Where Postgres finds that a query holds several statements; its sentence may be in any language. */
const severalAt = { code: '42601', routine: 'exec_parse_message' };

/** Only one answer could be shown, and the others would be lost in silence. */
export function severalStatements(cause?: unknown): ConfigError {
  return new ConfigError({
    code: 'query.statements.several',
    message: {
      en: '`query` takes one statement, and this is more than one: nothing was run',
      zh: '`query` 一次只接受一条语句，这里不止一条：没有执行任何语句',
    },
    cause,
  });
}

/** The statement does something else than read. */
export function queryReadsOnly(cause?: unknown): ConfigError {
  return new ConfigError({
    code: 'query.reads.only',
    message: { en: '`query` only reads: nothing was changed', zh: '`query` 只能读取：没有修改任何内容' },
    cause,
  });
}

/** The database did not take the query; its own sentence says why. */
export function queryRejected(thrown: unknown, sql: string): ConfigError {
  if (thrown instanceof ConfigError) return thrown;
  if (isObject(thrown) && thrown.code === severalAt.code && thrown.routine === severalAt.routine)
    return severalStatements(thrown);
  // DuckDB's driver has no sentence for it.
  if (/^[\s;]*$/.test(bareSql(sql))) {
    const message = { en: 'There is no statement in the query', zh: '查询中没有语句' };
    return new ConfigError({ code: 'query.rejected', message, cause: thrown });
  }
  const reason = (thrown instanceof Error ? thrown.message : String(thrown)).replace(
    /^Failed to extract statements:\s*/,
    '',
  );
  const isWrite = isObject(thrown) && thrown.code === readOnlyTransaction;
  if (isWrite || refusedWrites.test(reason) || writes.test(sql)) return queryReadsOnly(thrown);
  return new ConfigError({ code: 'query.rejected', message: { en: reason, zh: `“${reason}”` }, cause: thrown });
}

/** There is no database, folder or schema that a sync has made. */
export function nothingToQuery(name: string): ConfigError {
  return new ConfigError({
    code: 'query.nothing.yet',
    message: { en: `Nothing has been replicated to ${name} yet`, zh: `${name} 中还没有同步过任何数据` },
  });
}
