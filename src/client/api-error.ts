import { clientCodes } from '../model/error-codes/client-codes.ts';
import type { Language, Message } from '../model/message.ts';
import { isObject, type JsonObject } from '../util/json.ts';

/** What an {@link ApiError} is made of; its members have the same names. */
export interface ApiErrorParts {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly cause: string;
  readonly cure: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
  readonly zh?: Pick<ApiErrorParts, 'message' | 'cause' | 'cure'>;
}

/** Why the service did not do what it was asked for. `message` says what happened, and where. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  /** The HTTP status; 0 when there was no answer, or nothing was sent. */
  readonly status: number;
  /** Stable: programs may compare it. The error reference has them all. */
  readonly code: string;
  /** What the code means in general. */
  override readonly cause: string;
  /** What to do. */
  readonly cure: string;
  /** Names, numbers and ids that the sentences are about; never a secret. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Under this id the log of the service has the request. */
  readonly requestId: string | undefined;
  /** The sentences in Chinese; only where both languages were asked for, and it was the service that refused. */
  readonly zh: ApiErrorParts['zh'];

  constructor({ status, code, message, cause, cure, details = {}, requestId, zh }: ApiErrorParts) {
    super(message);
    this.status = status;
    this.code = code;
    this.cause = cause;
    this.cure = cure;
    this.details = details;
    this.requestId = requestId;
    this.zh = zh;
  }
}

/** The error that the body of an answer tells of; where it tells of none, that somebody else has answered. */
export function toApiError(status: number, body: unknown, language: Language): ApiError {
  if (!isObject(body) || typeof body.code !== 'string') {
    return own('api.answer.foreign', { status, language, message: foreign(status) });
  }
  const { code, details, requestId, zh } = body;
  return new ApiError({
    status,
    code,
    ...sentencesOf(body),
    ...(isObject(zh) ? { zh: sentencesOf(zh) } : {}),
    ...(isObject(details) ? { details } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
  });
}

function sentencesOf({ detail, cause, cure }: JsonObject): Pick<ApiErrorParts, 'message' | 'cause' | 'cure'> {
  return { message: String(detail ?? ''), cause: String(cause ?? ''), cure: String(cure ?? '') };
}

/** Nobody answers at the address. */
export function unreachable(url: string, thrown: unknown, language: Language): ApiError {
  const why = reasonOf(thrown);
  const message = { en: `The service at ${url} does not answer: ${why}`, zh: `位于 ${url} 的服务没有应答：${why}` };
  return own('api.unreachable', { status: 0, language, message });
}

/** No request can be made of what the caller has given. */
export function callInvalid(message: Message, language: Language): ApiError {
  return own('api.call.invalid', { status: 0, language, message });
}

const foreign = (status: number): Message => ({
  en: `The answer, with status ${status}, is none of the service`,
  zh: `状态为 ${status} 的应答并非来自服务`,
});

function own(
  code: keyof typeof clientCodes,
  { status, language, message }: { readonly status: number; readonly language: Language; readonly message: Message },
): ApiError {
  const { cause, cure } = clientCodes[code];
  return new ApiError({ status, code, message: message[language], cause: cause[language], cure: cure[language] });
}

/** `fetch` keeps what the network said in the cause. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : cause instanceof Error ? cause.message : thrown.message;
}
