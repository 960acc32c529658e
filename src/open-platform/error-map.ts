import { scopePage } from '../model/console-pages.ts';
import { ConfigError, type ErrorOptions, LarkstreamError, RecordError, TransientError } from '../model/errors.ts';
import { type Message, untranslated } from '../model/message.ts';
import { type LostAnswer, lostCodes } from '../outbound/lost-answer.ts';
import type { JsonValue } from '../util/json.ts';
import type { Refused, Unreadable } from './answer.ts';
import { apiDomain, type Endpoint, endpointLabel } from './endpoint.ts';
import { type ErrorRule, ruleFor } from './error-rules.ts';
import { type Scrub, scrubCause } from './scrub.ts';

/** What the errors of one client have in common. */
export interface ErrorContext {
  readonly consoleUrl: string;
  readonly scrub: Scrub;
  /** What the call was about, as in `app_token=Basc…`; "" when there is none. */
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
  /** A few words for a person who watches the retries. */
  readonly why: Message;
  /** There was no answer at all. */
  readonly isLost: boolean;
}

const messageLength = 300;

/** The platform's own code of an error that the client threw; undefined for anything else. */
export function platformCode(error: unknown): number | undefined {
  if (!(error instanceof LarkstreamError)) return undefined;
  const code = error.details.platformCode;
  return typeof code === 'number' ? code : undefined;
}

/** Turns a refusal into a typed error with its cause and cure. The platform's text is scrubbed of secrets and cut at 300 characters. */
export function refusalFailure(endpoint: Endpoint, answer: Refused, context: ErrorContext): Failure {
  const { code, status, logId, retryAfterMs } = answer;
  const rule = ruleFor({ code, domain: apiDomain(endpoint), status });
  const text = context.scrub(answer.message).slice(0, messageLength).toWellFormed();
  const scopes = answer.scopes.length > 0 || rule.error !== 'lark.scope.missing' ? answer.scopes : endpoint.scopes;
  const scopeUrl = scopePage(context.consoleUrl, scopes);
  const ip = rule.error === 'lark.ip.denied' ? deniedAddress(answer.message) : undefined;
  const cure =
    typeof rule.cure === 'function' ? rule.cure({ consoleUrl: context.consoleUrl, scopeUrl, scopes, ip }) : rule.cure;
  const url = rule.error === 'lark.scope.missing' ? scopeUrl : answer.helpUrl;
  const error = createError(rule.family, {
    code: rule.error,
    message: sentence(
      said(callLabel(endpoint, context), ` was refused with code ${code}`, ` 被拒绝，错误码 ${code}`),
      quoted(text),
      logId,
    ),
    ...(cure === undefined ? {} : { cure }),
    details: {
      ...baseDetails(endpoint, answer),
      platformCode: code,
      ...(scopes.length === 0 ? {} : { scopes: [...scopes] }),
      ...(url === undefined ? {} : { url: context.scrub(url) }),
      ...(ip === undefined ? {} : { ip }),
      ...(answer.fieldViolations.length === 0
        ? {}
        : { fieldViolations: scrubAll(answer.fieldViolations, context.scrub) }),
    },
  });
  const why =
    text === ''
      ? { en: `code ${code}`, zh: `错误码 ${code}` }
      : { en: `code ${code}: ${text}`, zh: `错误码 ${code}：“${text}”` };
  return { rule, error, cause: String(code), code, retryAfterMs, why, isLost: false };
}

/**
 * An answer without the platform's JSON: mostly not from the platform at all. Where the endpoint has answered well before in
 * this run, something in between has failed, which passes.
 */
export function unreadableFailure(
  endpoint: Endpoint,
  answer: Unreadable,
  context: ErrorContext & { readonly hasAnsweredWell: boolean },
): Failure {
  const { status, contentType, logId, fault } = answer;
  const rule = unreadableRule(answer, context.hasAnsweredWell);
  const what =
    fault ??
    (contentType === ''
      ? { en: 'an answer without a content type', zh: '没有内容类型的应答' }
      : untranslated(context.scrub(contentType)));
  const why = { en: `HTTP ${status} and ${what.en}`, zh: `HTTP ${status}，${what.zh}` };
  const answered = said(callLabel(endpoint, context), ` was answered with ${why.en}`, ` 的应答是 ${why.zh}`);
  const error = createError(rule.family, {
    code: rule.error,
    message: sentence(answered, undefined, logId),
    details: { ...baseDetails(endpoint, answer), excerpt: context.scrub(answer.excerpt) },
  });
  const { retryAfterMs } = answer;
  return { rule, error, cause: `http ${status}`, code: undefined, retryAfterMs, why, isLost: false };
}

/** No answer at all: network, time-out, or one that could not be taken. */
export function lostFailure(endpoint: Endpoint, lost: LostAnswer, context: ErrorContext): Failure {
  const rule: ErrorRule = {
    reaction: lost.isPermanent ? 'fail' : 'transient',
    error: lostCodes[lost.reason] ?? 'lark.network.failed',
    family: lost.isPermanent ? 'config' : 'transient',
  };
  const why = { en: context.scrub(lost.text.en), zh: context.scrub(lost.text.zh) };
  const label = endpointLabel(endpoint);
  const error = createError(rule.family, {
    code: rule.error,
    message: sentence(said(label, ' got no answer', ' 没有应答'), why, undefined),
    details: {
      endpoint: label,
      reason: lost.reason,
      ...(lost.sizeBytes === undefined ? {} : { sizeBytes: lost.sizeBytes }),
    },
    cause: scrubCause(lost.cause ?? lost, context.scrub),
  });
  const cause = lost.reason === 'time-out' ? 'network' : lost.reason;
  return { rule, error, cause, code: undefined, retryAfterMs: undefined, why, isLost: true };
}

/**
 * A deployment that lacks an endpoint answers it with HTTP 404 and the text "404 page not found". On first use a page in HTML with
 * HTTP 200 is more likely a login page than a passing fault, but may be one.
 */
function unreadableRule({ status, fault }: Unreadable, hasAnsweredWell: boolean): ErrorRule {
  if (fault !== undefined) {
    return { reaction: hasAnsweredWell ? 'several' : 'few', error: 'lark.answer.unreadable', family: 'config' };
  }
  if (status === 429) return { reaction: 'throttle', error: 'lark.rate.limited', family: 'transient' };
  if (status >= 500) return { reaction: 'transient', error: 'lark.server.failed', family: 'transient' };
  const error = status === 404 || status === 405 ? 'lark.endpoint.missing' : 'lark.answer.unreadable';
  if (hasAnsweredWell) return { reaction: 'several', error, family: 'transient' };
  return { reaction: status < 300 ? 'few' : 'fail', error, family: 'config' };
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

function callLabel(endpoint: Endpoint, { subject }: ErrorContext): string {
  return subject === '' ? endpointLabel(endpoint) : `${endpointLabel(endpoint)} (${subject})`;
}

/** The subject, continued in each language. */
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

/** "ip 203.0.113.7 is denied by app context" */
function deniedAddress(message: string): string | undefined {
  return /\bip\s+\[?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]*:[0-9a-f:.]+)/i.exec(message)?.[1];
}

function scrubAll(value: readonly unknown[], scrub: Scrub): JsonValue {
  const parsed: JsonValue = JSON.parse(scrub(JSON.stringify(value)));
  return parsed;
}
