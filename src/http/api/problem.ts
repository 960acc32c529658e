import { errorCodes } from '../../model/error-codes.ts';
import { BugError, type LarkstreamError } from '../../model/errors.ts';
import type { Language, Message } from '../../model/message.ts';
import { isObject, type JsonObject, type JsonValue } from '../../util/json.ts';
import type { Reading } from './language.ts';

/** An error as the API answers it: RFC 9457, with our code and what to do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  /** What happened, and where. */
  readonly detail: string;
  /** What it means in general. */
  readonly cause: string;
  readonly cure: string;
  /** Where the code is described: a page of the service. */
  readonly docs: string;
  readonly details: JsonObject;
  readonly requestId: string;
  /** The sentences in Chinese; only where English and Chinese were asked for. */
  readonly zh?: Pick<Problem, 'title' | 'detail' | 'cause' | 'cure'>;
}

const statuses: Readonly<Record<string, number>> = {
  'api.input.invalid': 400,
  'api.key.needed': 400,
  'api.credentials.two': 400,
  'api.sign.in.needed': 401,
  'api.sign.in.wrong': 401,
  'api.sign.in.due': 401,
  'api.role.denied': 403,
  'api.origin.denied': 403,
  'api.link.invalid': 403,
  'api.identity.refused': 403,
  'api.not.found': 404,
  'api.method.wrong': 405,
  'api.name.taken': 409,
  'api.in.use': 409,
  'api.state.wrong': 409,
  'api.key.reused': 409,
  'api.answer.lost': 409,
  'api.version.changed': 412,
  'api.too.large': 413,
  'api.type.wrong': 415,
  'api.version.needed': 428,
  'api.too.many': 429,
};
/** What the families of other errors become: what a person must mend in the request or the thing, what may work later, and our faults. */
const ofFamilies: Readonly<Record<LarkstreamError['family'], number>> = {
  config: 422,
  record: 422,
  transient: 503,
  stopped: 503,
  bug: 500,
};
const titles: Readonly<Record<number, Message>> = {
  400: { en: 'The request is not valid', zh: '请求无效' },
  401: { en: 'Nobody is signed in', zh: '未登录' },
  403: { en: 'This is not allowed', zh: '不允许此操作' },
  404: { en: 'There is no such thing', zh: '内容不存在' },
  405: { en: 'The method is not allowed', zh: '不支持此方法' },
  409: { en: 'This does not fit what is there', zh: '与现有内容冲突' },
  412: { en: 'It has changed meanwhile', zh: '内容已被修改' },
  413: { en: 'The request is too large', zh: '请求过大' },
  415: { en: 'The body is not JSON', zh: '请求正文不是 JSON' },
  422: { en: 'This cannot be done as it is asked for', zh: '无法按请求执行' },
  428: { en: 'The version is missing', zh: '缺少版本' },
  429: { en: 'Too many requests', zh: '请求过多' },
  500: { en: 'The service has a fault', zh: '服务内部错误' },
  503: { en: 'The service cannot do it now', zh: '服务暂时无法处理' },
};
const fault: Message = {
  en: 'An internal error occurred; the log of the service holds it under the id of the request',
  zh: '发生内部错误；服务日志中可按请求 ID 查到',
};

/** Nobody gets it: what ends because its asker has gone is no fault of ours in logs and traces. nginx has the number for the same. */
export const leftStatus = 499;

/** The HTTP status of an error. */
export function statusOf(error: LarkstreamError): number {
  return statuses[error.code] ?? ofFamilies[error.family];
}

/** What a problem answers. */
interface Asked {
  readonly requestId: string;
  /** Of the service. */
  readonly publicUrl: string;
}

/** Where a code stands on the page of errors. */
export const placeOfError = (code: string): string => code.replaceAll('.', '-');

/** What the asker is told of an error, in the language that they read. Of our own faults nothing but where to look for them. */
export function toProblem(
  error: LarkstreamError,
  { language, isInBoth }: Reading,
  { requestId, publicUrl }: Asked,
): Problem {
  const isOurs = error instanceof BugError;
  const { title, ...others } = sentencesOf(error, language);
  const details = isOurs ? {} : { ...error.details };
  return {
    type: `urn:larkstream:error:${error.code}`,
    title,
    status: statusOf(error),
    code: error.code,
    ...others,
    docs: `${publicUrl}/errors?lang=${language}#${placeOfError(error.code)}`,
    details: isInBoth ? details : inLanguage(details, language),
    requestId,
    ...(isInBoth ? { zh: sentencesOf(error, 'zh') } : {}),
  };
}

function sentencesOf(error: LarkstreamError, language: Language): Pick<Problem, 'title' | 'detail' | 'cause' | 'cure'> {
  return {
    title: titles[statusOf(error)]?.[language] ?? '',
    detail: (error instanceof BugError ? fault : error.texts.message)[language],
    cause: errorCodes[error.code].cause[language],
    cure: error.texts.cure[language],
  };
}

/** Details in one language. What stands in Chinese, too, has it in `zh` beside the English, as errors in reports have. */
function inLanguage(details: JsonObject, language: Language): JsonObject {
  const { zh, ...english } = details;
  const own = !isObject(zh) ? details : language === 'zh' ? { ...english, ...zh } : english;
  return Object.fromEntries(Object.entries(own).map(([key, value]) => [key, eachIn(value, language)]));
}

function eachIn(value: JsonValue | undefined, language: Language): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => eachIn(item, language) ?? null);
  return isObject(value) ? inLanguage(value, language) : value;
}
