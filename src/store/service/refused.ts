import { ConfigError, LarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { sqlState } from '../../postgres/refusals.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const uniqueViolation = '23505';
const foreignKeyViolation = '23503';

/**
 * What a statement on a table throws, in the words of the API. Within a transaction nothing can follow it but its end.
 * @throws ConfigError `api.name.taken`, `api.in.use`, `api.not.found`
 */
export async function refusing<T>(act: 'write' | 'delete', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toRefusal(act, thrown) ?? thrown;
  }
}

function toRefusal(act: 'write' | 'delete', thrown: unknown): ConfigError | undefined {
  const cause = thrown instanceof LarkstreamError ? thrown.cause : thrown;
  const state = sqlState(cause);
  if (state === uniqueViolation) {
    return taken(cause, thrown);
  }
  if (state !== foreignKeyViolation) return undefined;
  if (act === 'delete') {
    const message = { en: 'Others still refer to it', zh: '它仍被其他内容引用' };
    return new ConfigError({ code: 'api.in.use', message, details: detailsOf(cause), cause: thrown });
  }
  const message = { en: 'What it refers to does not exist, or no longer', zh: '它所引用的内容不存在或已被删除' };
  return new ConfigError({ code: 'api.not.found', message, details: detailsOf(cause), cause: thrown });
}

/** By the constraint, of which Postgres makes the name: `TABLE_FIELD_key`. */
function taken(cause: unknown, thrown: unknown): ConfigError {
  const { table = '', constraint = '' } = detailsOf(cause);
  const [, column = ''] = constraint.split(`${table}_`);
  const path = column.replace(/_key$/, '');
  const message = namesakes[path] ?? { en: 'There is another one like it already', zh: '已有相同的内容' };
  const field = { in: 'body', path, message: message.en, zh: { message: message.zh } };
  const details = path in namesakes ? { fields: [field] } : {};
  return new ConfigError({ code: 'api.name.taken', message, details, cause: thrown });
}

const namesakes: Readonly<Record<string, Message>> = {
  name: { en: 'Another one has this name', zh: '此名称已被使用' },
  login: { en: 'Another account has this login', zh: '此登录名已被其他账号使用' },
};

/** Table and constraint; never the values. */
function detailsOf(cause: unknown): Record<string, string> {
  if (!(cause instanceof Error)) return {};
  const { table, constraint } = { table: undefined, constraint: undefined, ...cause };
  return {
    ...(typeof table === 'string' ? { table } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
  };
}
