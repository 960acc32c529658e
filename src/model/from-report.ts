import { type ErrorCode, errorCodes } from './error-codes.ts';
import { type LarkstreamError, makeError } from './errors.ts';
import type { ReportedError } from './run-report.ts';

/** The error that another process of the same program has reported; without what it was caused by. */
export function fromReport({
  family,
  code,
  message,
  cure,
  zh = { message, cure },
  details,
}: ReportedError): LarkstreamError {
  return makeError(isErrorCode(code) ? family : 'bug', {
    code: isErrorCode(code) ? code : 'internal.unexpected',
    message: { en: message, zh: zh.message },
    cure: { en: cure, zh: zh.cure },
    details,
  });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
