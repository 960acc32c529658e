import type { IncomingHttpHeaders } from 'node:http';
import type { Message } from '../model/message.ts';
import type { HttpAnswer } from '../outbound/transport.ts';
import { isObject, type JsonObject, readObject, readObjects, readText, tryParseJson } from '../util/json.ts';
import { type JsonText, liftTexts } from '../util/json-text.ts';
import type { CallOptions, FilePart } from './call.ts';
import type { Endpoint } from './endpoint.ts';
import { shapeFault } from './shape-fault.ts';

interface AnswerBase {
  readonly status: number;
  /** `x-tt-logid`, else `X-Request-Id`, else what the body says: what the platform's support asks for. */
  readonly logId: string | undefined;
  /** From `x-ogw-ratelimit-reset` (seconds) or `Retry-After`. */
  readonly retryAfterMs: number | undefined;
}

/** `code` is 0, whatever the HTTP status. */
export interface Accepted extends AnswerBase {
  readonly kind: 'accepted';
  /** The whole object: the token endpoints put their fields beside `code`. */
  readonly body: JsonObject;
  /** The values of `CallOptions.keepTexts`, by the indexes that stand in their places. */
  readonly texts: readonly JsonText[];
  /** What came instead of JSON, where a file was asked for. */
  readonly file?: FilePart;
}

/** A JSON body whose `code` is not 0: `error-map.ts` says what it means. `message` is the platform's own text. */
export interface Refused extends AnswerBase {
  readonly kind: 'refused';
  readonly code: number;
  readonly message: string;
  /** From `permission_violations`: any one of them is enough. */
  readonly scopes: readonly string[];
  readonly helpUrl: string | undefined;
  readonly fieldViolations: readonly JsonObject[];
}

/**
 * No JSON object with a numeric `code`: a proxy, a login page, or a path that the deployment does not know. Or one that was
 * accepted and does not hold what its endpoint documents: it says nothing, least of all that there is nothing.
 */
export interface Unreadable extends AnswerBase {
  readonly kind: 'unreadable';
  /** What is wrong with it, where it is the platform's JSON. */
  readonly fault?: Message;
  readonly contentType: string;
  readonly excerpt: string;
}

/** The answer, its `data`, the list, an item of it. */
const listItemDepth = 4;

/** What an HTTP answer is: a union, by `kind`. */
export type Answer = Accepted | Refused | Unreadable;

/**
 * Reads an answer by its body, whatever the HTTP status: the platform sends refusals with 200 (token endpoints, Base)
 * and expired tokens with 400. https://open.feishu.cn/document/server-docs/api-call-guide/calling-process/get-
 */
export function readAnswer(
  answer: HttpAnswer,
  options: Pick<CallOptions, 'keepTexts' | 'part' | 'file' | 'path'> = {},
  endpoint?: Endpoint,
): Answer {
  const file = options.part === undefined && options.file === undefined ? undefined : readFile(answer);
  if (file === undefined) return readJsonAnswer(answer, options, endpoint);
  const { status, headers } = answer;
  const base = { status, logId: headerLogId(headers), retryAfterMs: undefined };
  return { kind: 'accepted', ...base, body: {}, texts: [], file };
}

/** A file is what comes with 206, or with 200 and a name: refusals have neither. */
function readFile({ status, headers, body }: HttpAnswer): FilePart | undefined {
  const total = /\/(\d+)$/.exec(String(headers['content-range'] ?? ''))?.[1];
  const type = headers['content-type'] ?? 'application/octet-stream';
  if (status === 206) return { bytes: body, type, total: total === undefined ? undefined : Number(total) };
  const isNamed = headers['content-disposition'] !== undefined;
  return status === 200 && isNamed ? { bytes: body, type, total: body.length } : undefined;
}

function readJsonAnswer(
  { status, headers, body: bytes }: HttpAnswer,
  { keepTexts, path }: Pick<CallOptions, 'keepTexts' | 'path'>,
  endpoint: Endpoint | undefined,
): Answer {
  const lifted = keepTexts === undefined ? undefined : liftTexts(bytes, keepTexts, listItemDepth);
  const text = lifted?.text ?? bytes.toString('utf8');
  const body = tryParseJson(text);
  const base = { status, logId: headerLogId(headers), retryAfterMs: retryAfterMs(headers) };
  const unreadable = (): Unreadable => {
    const contentType = headers['content-type'] ?? '';
    return { kind: 'unreadable', ...base, contentType, excerpt: text.slice(0, 120).toWellFormed() };
  };
  if (!isObject(body) || typeof body.code !== 'number') return unreadable();
  const { code } = body;
  const fault = code === 0 && endpoint !== undefined ? shapeFault(endpoint, body, path) : undefined;
  if (fault !== undefined) return { ...unreadable(), fault };
  if (code === 0) return { kind: 'accepted', ...base, body, texts: lifted?.texts ?? [] };
  const error = readObject(body, 'error');
  return {
    kind: 'refused',
    ...base,
    // Documented as `logid`, sent as `log_id`.
    logId: base.logId ?? readText(error, 'log_id') ?? readText(error, 'logid') ?? undefined,
    code,
    message: readText(body, 'msg') ?? '',
    scopes: readScopes(error, readText(body, 'msg') ?? ''),
    helpUrl: readObjects(error, 'helps').flatMap((help) => readText(help, 'url') ?? [])[0],
    fieldViolations: readObjects(error, 'field_violations'),
  };
}

/** Documented as `{scope, url}`, sent as `{type, subject}`; without either, the sentence lists them in brackets. */
function readScopes(error: JsonObject, message: string): string[] {
  const named = readObjects(error, 'permission_violations').flatMap(
    (violation) => readText(violation, 'subject') ?? readText(violation, 'scope') ?? [],
  );
  if (named.length > 0) return [...new Set(named)];
  const listed = /scopes?[^[]*\[([^\]]+)\]/i.exec(message)?.[1] ?? '';
  return [...new Set(listed.split(',').map((scope) => scope.trim()))].filter((scope) => scope !== '');
}

function headerLogId(headers: IncomingHttpHeaders): string | undefined {
  const id = headers['x-tt-logid'] ?? headers['x-request-id'];
  return Array.isArray(id) ? id[0] : id;
}

function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['x-ogw-ratelimit-reset'] ?? headers['retry-after'];
  const seconds = Number(Array.isArray(text) ? text[0] : text);
  return text !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
