import type { IncomingHttpHeaders } from 'node:http';
import { ConfigError, type LarkstreamError } from '../model/errors.ts';
import { failed, refused } from './refusals.ts';

/** The request itself is not wanted: it is not wanted the next time either. */
const final: ReadonlySet<number> = new Set([400, 401, 403, 405, 406, 411, 413, 414, 415, 422, 431, 501, 505]);

/**
 * What a status other than success means. 410 says that nothing is wanted any more; a redirection is no answer, for it could lead anywhere. All
 * others may go well the next time, also 404: an address is away for a moment while its program is replaced.
 */
export function errorOfStatus(status: number, { host, headers, now, said = '' }: StatusFacts): LarkstreamError {
  const more = said === '' ? '' : `: ${said}`;
  const message = { en: `${host} answered with HTTP ${status}${more}`, zh: `${host} 以 HTTP ${status} 应答${more}` };
  if (status === 410) return new ConfigError({ code: 'handler.gone', message });
  if (status >= 300 && status < 400)
    return refused({ en: `${message.en}; redirections are not followed`, zh: `${message.zh}；不跟随重定向` });
  return final.has(status) ? refused(message) : failed(message, retryAfterMs(headers['retry-after'], now));
}

interface StatusFacts {
  readonly host: string;
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the other side says about it. */
  readonly said?: string;
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); undefined when it is neither, or past. */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
