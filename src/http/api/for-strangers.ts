import { type LarkstreamError, TransientError } from '../../model/errors.ts';

/** Where the store lies, and in which words it refuses, is nobody's business who is not signed in: the log has it under the id of the request. */
export function forStrangers(error: LarkstreamError): LarkstreamError {
  if (!isOfStore(error)) return error;
  const { code, details, cause } = error;
  const { retryAfterSeconds } = details;
  return new TransientError({
    code,
    message: { en: 'The store does not answer', zh: '存储没有响应' },
    details: retryAfterSeconds === undefined ? {} : { retryAfterSeconds },
    cause,
  });
}

/** Whether it is the store that cannot do it now. */
export function isOfStore({ code, family }: LarkstreamError): boolean {
  return family === 'transient' && code.startsWith('store.');
}
