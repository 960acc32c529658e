import { ConfigError, TransientError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';

/** The person is not let in. */
export function notLetIn(message: Message, cause?: unknown): ConfigError {
  return new ConfigError({ code: 'api.identity.refused', message, cause });
}

/** Nothing is known of the person. */
export function unreachable(message: Message, cause?: unknown): TransientError {
  return new TransientError({ code: 'api.identity.unreachable', message, cause });
}
