import { ConfigError } from '../model/errors.ts';

/** The database did not take the query; its own sentence says why. */
export function queryRejected(thrown: unknown): ConfigError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new ConfigError({ code: 'query.rejected', message: { en: reason, zh: `“${reason}”` }, cause: thrown });
}

/** There is no database, folder or schema that a sync has made. */
export function nothingToQuery(name: string): ConfigError {
  return new ConfigError({
    code: 'query.nothing.yet',
    message: { en: `Nothing has been replicated to ${name} yet`, zh: `${name} 中还没有同步过任何数据` },
  });
}
