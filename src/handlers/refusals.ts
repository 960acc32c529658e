import { ConfigError, type LarkstreamError, TransientError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { LostAnswer } from '../outbound/lost-answer.ts';

/** Something that the handler must be changed for: it is not asked again by itself. */
export function refused(message: Message): ConfigError {
  return new ConfigError({ code: 'handler.refused', message });
}

/** Something that may go well the next time, at the earliest after `retryAfterMs`. */
export function failed(message: Message, retryAfterMs?: number, cause?: unknown): TransientError {
  const details = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new TransientError({ code: 'handler.failed', message, details, cause });
}

/** An answer of a form that is not documented. */
export function invalidAnswer({ en, zh }: Message): ConfigError {
  const message = { en: `The answer of the handler is not valid: ${en}`, zh: `处理程序的应答无效：${zh}` };
  return new ConfigError({ code: 'handler.answer.invalid', message });
}

/** What a lost answer means: a host that is down comes back, a certificate or a size stays what it is. */
function lost(thrown: LostAnswer): LarkstreamError {
  const { text, reason, isPermanent } = thrown;
  const message = { en: `No answer of the handler: ${text.en}`, zh: `处理程序没有应答：${text.zh}` };
  if (reason === 'oversized' || reason === 'packing') return invalidAnswer(text);
  if (isPermanent) return new ConfigError({ code: 'handler.refused', message, cause: thrown });
  return failed(message, undefined, thrown);
}

/** What is thrown while an answer is waited for, as an error of a handler where it was lost. */
export function explained(thrown: unknown): unknown {
  return thrown instanceof LostAnswer ? lost(thrown) : thrown;
}
