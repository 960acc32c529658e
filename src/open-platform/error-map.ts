import { ConfigError, type ErrorOptions, LarkstreamError, RecordError, TransientError } from '../model/errors.ts';
import { type Message, untranslated } from '../model/message.ts';
import type { JsonValue } from '../util/json.ts';
import type { Refused, Unreadable } from './answer.ts';
import { apiDomain, type Endpoint, endpointLabel } from './endpoint.ts';
import { type ErrorRule, ruleFor } from './error-rules.ts';
import type { LostAnswer } from './lost-answer.ts';
import { type Scrub, scrubCause } from './scrub.ts';

/** What the errors of one client have in common. */
export interface ErrorSetting {
  readonly consoleUrl: string;
  readonly scrub: Scrub;
  /** What the call was about, as in `app_token=Basc…`; "" when there is nothing to tell. */
  readonly subject: string;
}

/** A failed attempt: what to do about it, and the error to hand on when that does not help. */
export interface Failure {
  readonly rule: ErrorRule;
  readonly error: LarkstreamError;
  /** A word for counts and logs: the platform's code, `http 502`, `network`. */
  readonly cause: string;
  readonly code: number | undefined;
  readonly retryAfterMs: number | undefined;
}

const messageLength = 300;

/** The platform's own code of an error that the client threw; undefined for anything else. */
export function platformCode(error: unknown): number | undefined {
  if (!(error instanceof LarkstreamError)) return undefined;
  const code = error.details.platformCode;
  return typeof code === 'number' ? code : undefined;
}

export function refusalFailure(endpoint: Endpoint, answer: Refused, setting: ErrorSetting): Failure {
  const { code, status, logId, retryAfterMs } = answer;
  const rule = ruleFor({ code, domain: apiDomain(endpoint), status });
  const text = setting.scrub(answer.message).slice(0, messageLength);
  const scopes = answer.scopes.length > 0 || rule.error !== 'lark.scope.missing' ? answer.scopes : endpoint.scopes;
  const scopeUrl = `${setting.consoleUrl}/auth?q=${scopes.join(',')}&op_from=openapi&token_type=tenant`;
  const ip = rule.error === 'lark.ip.denied' ? deniedAddress(answer.message) : undefined;
  const cure =
    typeof rule.cure === 'function' ? rule.cure({ consoleUrl: setting.consoleUrl, scopeUrl, scopes, ip }) : rule.cure;
  const url = rule.error === 'lark.scope.missing' ? scopeUrl : answer.helpUrl;
  const error = createError(rule.family, {
    code: rule.error,
    message: sentence(
      said(callLabel(endpoint, setting), ` was refused with code ${code}`, ` 被拒绝，错误码 ${code}`),
      quoted(text),
      logId,
    ),
    ...(cure === undefined ? {} : { cure }),
    details: {
      ...baseDetails(endpoint, answer),
      platformCode: code,
      ...(scopes.length === 0 ? {} : { scopes: [...scopes] }),
      ...(url === undefined ? {} : { url: setting.scrub(url) }),
      ...(ip === undefined ? {} : { ip }),
      ...(answer.fieldViolations.length === 0
        ? {}
        : { fieldViolations: scrubAll(answer.fieldViolations, setting.scrub) }),
    },
  });
  return { rule, error, cause: String(code), code, retryAfterMs };
}

/** An answer without the platform's JSON: mostly not from the platform at all. */
export function unreadableFailure(endpoint: Endpoint, answer: Unreadable, setting: ErrorSetting): Failure {
  const { status, contentType, logId, fault } = answer;
  const rule = unreadableRule(answer);
  const what =
    fault ??
    (contentType === ''
      ? { en: 'an answer without a content type', zh: '没有内容类型的应答' }
      : untranslated(setting.scrub(contentType)));
  const error = createError(rule.family, {
    code: rule.error,
    message: sentence(
      said(
        callLabel(endpoint, setting),
        ` was answered with HTTP ${status} and ${what.en}`,
        ` 的应答是 HTTP ${status}，${what.zh}`,
      ),
      undefined,
      logId,
    ),
    details: { ...baseDetails(endpoint, answer), excerpt: setting.scrub(answer.excerpt) },
  });
  return { rule, error, cause: `http ${status}`, code: undefined, retryAfterMs: answer.retryAfterMs };
}

/** No answer at all: network or time-out. */
export function lostFailure(endpoint: Endpoint, lost: LostAnswer, setting: ErrorSetting): Failure {
  const rule: ErrorRule = lost.isPermanent
    ? { reaction: 'fail', error: 'lark.network.failed', family: 'config' }
    : { reaction: 'transient', error: 'lark.network.failed', family: 'transient' };
  const error = createError(rule.family, {
    code: rule.error,
    message: sentence(
      said(endpointLabel(endpoint), ' got no answer', ' 没有应答'),
      { en: setting.scrub(lost.reason.en), zh: setting.scrub(lost.reason.zh) },
      undefined,
    ),
    details: { endpoint: endpointLabel(endpoint) },
    cause: scrubCause(lost.cause ?? lost, setting.scrub),
  });
  return { rule, error, cause: 'network', code: undefined, retryAfterMs: undefined };
}

/**
 * A deployment that lacks an endpoint answers it with HTTP 404 and the text "404 page not found". Half a JSON, or a
 * gateway's sentence instead of one, passes; a page in HTML or a redirection does not.
 */
function unreadableRule({ status, contentType, fault }: Unreadable): ErrorRule {
  if (status === 404 || status === 405) {
    return { reaction: 'fail', error: 'lark.endpoint.missing', family: 'config' };
  }
  if (status === 429) return { reaction: 'throttle', error: 'lark.rate.limited', family: 'transient' };
  if (status >= 500) return { reaction: 'transient', error: 'lark.server.failed', family: 'transient' };
  const mayPass = fault !== undefined || (status < 300 && !contentType.includes('html'));
  return { reaction: mayPass ? 'few' : 'fail', error: 'lark.answer.unreadable', family: 'config' };
}

function createError(family: ErrorRule['family'], options: ErrorOptions): LarkstreamError {
  if (family === 'config') return new ConfigError(options);
  return family === 'record' ? new RecordError(options) : new TransientError(options);
}

function baseDetails(endpoint: Endpoint, answer: Refused | Unreadable): Record<string, JsonValue> {
  return {
    endpoint: endpointLabel(endpoint),
    httpStatus: answer.status,
    ...(answer.logId === undefined ? {} : { logId: answer.logId }),
  };
}

function callLabel(endpoint: Endpoint, { subject }: ErrorSetting): string {
  return subject === '' ? endpointLabel(endpoint) : `${endpointLabel(endpoint)} (${subject})`;
}

/** The same beginning, told on in each language. */
function said(subject: string, en: string, zh: string): Message {
  return { en: subject + en, zh: subject + zh };
}

/** The platform's own words. */
function quoted(text: string): Message | undefined {
  const words = text.replace(/\.$/, '');
  return words === '' ? undefined : { en: words, zh: `“${words}”` };
}

function sentence(what: Message, why: Message | undefined, logId: string | undefined): Message {
  const log = logId === undefined ? { en: '', zh: '' } : { en: ` (log id ${logId})`, zh: `（日志 ID ${logId}）` };
  return {
    en: `${what.en}${why === undefined ? '' : `: ${why.en.replace(/\.$/, '')}`}${log.en}.`,
    zh: `${what.zh}${why === undefined ? '' : `：${why.zh}`}${log.zh}。`,
  };
}

/** "ip 203.0.113.7 is denied by app setting" */
function deniedAddress(message: string): string | undefined {
  return /\bip\s+\[?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]*:[0-9a-f:.]+)/i.exec(message)?.[1];
}

function scrubAll(value: readonly unknown[], scrub: Scrub): JsonValue {
  const parsed: JsonValue = JSON.parse(scrub(JSON.stringify(value)));
  return parsed;
}
