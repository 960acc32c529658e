import type { ErrorCode } from '../model/error-codes.ts';
import type { LarkstreamError } from '../model/errors.ts';

const ending: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'lark.credentials.rejected',
  'lark.region.mismatch',
  'lark.token.rejected',
  'lark.app.disabled',
  'lark.ip.denied',
]);

/** Without a token nothing can be read, whatever the reason (a login page in place of the platform, an unknown host). */
function isAboutToken({ family, details }: LarkstreamError): boolean {
  return family === 'config' && String(details.endpoint).includes('/open-apis/auth/');
}

/**
 * What concerns the app as a whole, or us, ends the read; everything else is a slice's own trouble. A used-up quota is not
 * among them: Contact does not count against it and continues.
 */
export function isFatal(error: LarkstreamError): boolean {
  return error.family === 'stopped' || error.family === 'bug' || ending.has(error.code) || isAboutToken(error);
}
