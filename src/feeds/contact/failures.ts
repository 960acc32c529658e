import type { LarkstreamError } from '../../model/errors.ts';
import { platformCode } from '../../open-platform/error-map.ts';

/** https://open.feishu.cn/document/server-docs/contact-v3/department/children, error codes; 40162 is on the generic page. */
const noAuthority: ReadonlySet<number> = new Set([40004, 40014]);
const tooBigForRecursion: ReadonlySet<number> = new Set([43010, 40162]);
/** The last two come from the gateway, when it translates ids. */
const noDepartment: ReadonlySet<number> = new Set([40008, 40015, 99992357, 99992380]);
const noUser: ReadonlySet<number> = new Set([41012, 99992351, 99992360]);
const noUserAuthority = 41050;

const hasCode = (error: LarkstreamError, codes: ReadonlySet<number>): boolean => {
  const code = platformCode(error);
  return code !== undefined && codes.has(code);
};

/** The department lies outside of the app's contact range; for the root: the range is not the whole company. */
export function isOutOfRange(error: LarkstreamError): boolean {
  return hasCode(error, noAuthority);
}

/** The department has too many below it (documented: 500) to be listed in one go. */
export function isTooBig(error: LarkstreamError): boolean {
  return hasCode(error, tooBigForRecursion);
}

/** Several codes mean it, depending on the endpoint and the type of id. */
export function isDepartmentGone(error: LarkstreamError): boolean {
  return hasCode(error, noDepartment);
}

/** Several codes mean it, depending on the endpoint and the type of id. */
export function isUserGone(error: LarkstreamError): boolean {
  return hasCode(error, noUser);
}

/** Code 41050: the person may exist, but lies outside of the app's contact range. */
export function isUserOutOfRange(error: LarkstreamError): boolean {
  return platformCode(error) === noUserAuthority;
}
