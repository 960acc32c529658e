import { ConfigError, LarkstreamError, TransientError } from '../../model/errors.ts';
import type { JsonValue } from '../../util/json.ts';

export type Doing = 'opening' | 'reading' | 'writing';

/** SQLSTATE of a server's error, or Node's code of a connection's. */
function codeOf(thrown: unknown): string {
  const code: unknown = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** SQLSTATEs, postgresql.org/docs/current/errcodes-appendix.html: a person must act. */
const forPersons: readonly string[] = ['28000', '28P01', '3D000', '3F000', '42501', '42P01', '42P16', '0A000'];
const connectionCodes: readonly string[] = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['57P01', '57P02', '57P03', '53300', '08000', '08003', '08006'],
];

/** A failure of the driver or server as ours. The URL is never part of it: it holds a password. */
export function toPostgresError(thrown: unknown, name: string, doing: Doing): LarkstreamError {
  if (thrown instanceof LarkstreamError) return thrown;
  const code = codeOf(thrown);
  const said = textOf(thrown);
  const details: Record<string, JsonValue> = code === '' ? {} : { sqlstate: code };
  const more = { details, cause: thrown };
  if (code === '53100') {
    return new TransientError({
      code: 'destination.full',
      message: { en: `There is no room left in ${name}: ${said}`, zh: `${name} 空间不足：“${said}”` },
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
      code: doing === 'opening' ? 'destination.open.failed' : 'destination.connection.lost',
      message:
        doing === 'opening'
          ? { en: `Cannot connect to ${name}: ${said}`, zh: `无法连接 ${name}：“${said}”` }
          : { en: `The connection to ${name} was lost: ${said}`, zh: `与 ${name} 的连接断开：“${said}”` },
      ...more,
    });
  }
  if (doing === 'opening' || forPersons.includes(code)) {
    const message = { en: `Cannot use ${name}: ${said}`, zh: `无法使用 ${name}：“${said}”` };
    return new ConfigError({ code: 'destination.open.failed', message, ...more });
  }
  const message =
    doing === 'reading'
      ? { en: `Reading ${name} failed: ${said}`, zh: `读取 ${name} 失败：“${said}”` }
      : { en: `Writing ${name} failed: ${said}`, zh: `写入 ${name} 失败：“${said}”` };
  return new TransientError({ code: 'destination.write.failed', message, ...more });
}

function textOf(thrown: unknown): string {
  // Several addresses were tried in vain: Node gives one error for each, and an empty text for all.
  if (thrown instanceof AggregateError) return thrown.errors.map(textOf).join('; ');
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n', 1)[0] ?? text;
}

/** What the server says of a value that it cannot read: `COPY …, line 3, column fields: …`. */
export function isUnreadableValue(thrown: unknown): boolean {
  return codeOf(thrown).startsWith('22');
}

/** Two rows of one key. */
export function isDuplicateKey(thrown: unknown): boolean {
  return codeOf(thrown) === '23505';
}
