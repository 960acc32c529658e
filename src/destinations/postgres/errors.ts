import { ConfigError, LarkstreamError, TransientError } from '../../model/errors.ts';
import { refusalOf, serverMessage, sqlState } from '../../postgres/refusals.ts';
import type { JsonValue } from '../../util/json.ts';

/** What was being done when it failed. */
export type PostgresOperation = 'reading' | 'writing';

/** SQLSTATEs, postgresql.org/docs/current/errcodes-appendix.html: a person must act. */
const forPersons: readonly string[] = ['28000', '28P01', '3D000', '3F000', '42501', '42P01', '42P16', '0A000'];
const connectionCodes: readonly string[] = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['57P01', '57P02', '57P03', '53300', '08000', '08003', '08006'],
];

/** A failure of the driver or server as ours. The URL is never part of it: it holds a password. */
export function toPostgresError(thrown: unknown, name: string, operation: PostgresOperation): LarkstreamError {
  if (thrown instanceof LarkstreamError) return thrown;
  const code = sqlState(thrown);
  const said = serverMessage(thrown);
  const details: Record<string, JsonValue> = code === '' ? {} : { sqlstate: code };
  const more = { details, cause: thrown };
  if (code === '53100') {
    return new TransientError({
      code: 'destination.full',
      message: { en: `No space is left in ${name}: ${said}`, zh: `${name} 空间不足：“${said}”` },
      ...more,
    });
  }
  if (code === '55P03' || code === '40P01') {
    return new TransientError({
      code: 'destination.locked',
      message: {
        en: `Another session holds a lock on a table in ${name}: ${said}`,
        zh: `${name} 中有表被另一个会话锁定：“${said}”`,
      },
      ...more,
    });
  }
  if (connectionCodes.includes(code) || /connection terminated|timeout expired/i.test(said)) {
    return new TransientError({
      code: 'destination.connection.lost',
      message: { en: `The connection to ${name} was lost: ${said}`, zh: `与 ${name} 的连接断开：“${said}”` },
      ...more,
    });
  }
  if (forPersons.includes(code)) {
    const message = { en: `Cannot use ${name}: ${said}`, zh: `无法使用 ${name}：“${said}”` };
    const { cure } = refusalOf(thrown, 'destination.url');
    return new ConfigError({ code: 'destination.open.failed', message, cure, ...more });
  }
  const message =
    operation === 'reading'
      ? { en: `Reading ${name} failed: ${said}`, zh: `读取 ${name} 失败：“${said}”` }
      : { en: `Writing ${name} failed: ${said}`, zh: `写入 ${name} 失败：“${said}”` };
  return new TransientError({ code: 'destination.write.failed', message, ...more });
}

/** JSON that is nested too deep. */
const stackDepth = '54001';

/** What the server says of a value that it cannot read: `COPY …, line 3, column fields: …`. */
export function isUnreadableValue(thrown: unknown): boolean {
  return sqlState(thrown).startsWith('22') || sqlState(thrown) === stackDepth;
}

/** Two rows of one key. */
export function isDuplicateKey(thrown: unknown): boolean {
  return sqlState(thrown) === '23505';
}
