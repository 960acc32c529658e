import { ApiFailure } from '../route.ts';
import type { SandboxRegion } from '../sandbox-options.ts';

/** Where the links in refusals lead. */
export const openHosts: Readonly<Record<SandboxRegion, string>> = {
  feishu: 'https://open.feishu.cn',
  lark: 'https://open.larksuite.com',
};

/** An entry of `error.field_violations`. */
export interface FieldViolation {
  readonly field: string;
  readonly value?: string;
  readonly description: string;
}

// The gateway's own refusals (api-call-guide: common error codes; HTTP statuses as captured live).

/** The error page's answer to a path that is not known, or not by this method. */
export function unknownPath(isKnownOtherwise: boolean): ApiFailure {
  return isKnownOtherwise
    ? new ApiFailure(99991301, "request method doesn't match", 404)
    : new ApiFailure(99991201, 'resource not find', 404);
}

/** 99991661: the call has no header `Authorization: Bearer …`. */
export function missingToken(): ApiFailure {
  return new ApiFailure(99991661, 'Missing access token for authorization. Please make a request with token attached.');
}

/** 99991663: unknown or expired. 99991668: a user token or a JWT, which nothing here takes. 99991671: neither `t-` nor `u-`. */
export function invalidToken(code: 99991663 | 99991668 | 99991671, http: number): ApiFailure {
  const message =
    code === 99991671
      ? 'Invalid token: must start with "t-" or "u-"'
      : 'Invalid access token for authorization. Please make a request with token attached.';
  return new ApiFailure(code, message, http);
}

/** 99991401: the app has a list of allowed addresses, and this one is not on it. */
export function deniedAddress(address: string): ApiFailure {
  return new ApiFailure(99991401, `ip ${address} is denied by app setting`);
}

/** 99991403: the month's calls are used up. Auth and Contact do not count, and stay open. */
export function quotaUsedUp(): ApiFailure {
  return new ApiFailure(99991403, "This month's API call quota has been exceeded", 429);
}

/** 99991400, with HTTP 429, or with 400 on the paths of the option `throttledWith400`. */
export function throttled(http: number): ApiFailure {
  return new ApiFailure(99991400, 'request trigger frequency limit', http);
}

/** 99992402: parameters are not as documented; one answer names them all. */
export function fieldViolations(violations: readonly FieldViolation[]): ApiFailure {
  return new ApiFailure(99992402, 'field validation failed', 400, { field_violations: violations });
}

/** 9499: the body is no JSON object, or a field has another JSON type than the documented one. */
export function wrongJsonType(name: string, value: unknown): ApiFailure {
  const written = JSON.stringify(value) ?? '';
  return new ApiFailure(
    9499,
    `Invalid parameter type in json: ${name}. Invalid parameter value: ${written}. Please check and modify accordingly.`,
  );
}

/** 99991672: the message names every acceptable scope; on feishu.cn a Chinese sentence with a console link follows it. */
export function missingScope(scopes: readonly string[], appId: string, region: SandboxRegion): ApiFailure {
  const host = openHosts[region];
  const list = scopes.join(', ');
  const url = `${host}/app/${appId}/auth?q=${scopes.join(',')}&op_from=openapi&token_type=tenant`;
  const english = `Access denied. One of the following scopes is required: [${list}].`;
  const chinese = `应用尚未开通所需的应用身份权限：[${list}]，点击链接申请并开通任一权限即可：${url}`;
  return new ApiFailure(99991672, region === 'feishu' ? english + chinese : english, 400, {
    message: `Refer to the documentation to fix the error: ${host}/document/faq/trouble-shooting/how-to-fix-the-99991672-error`,
    permission_violations: scopes.map((subject) => ({ type: 'action_scope_required', subject })),
    helps: [{ url, description: 'Apply for the scopes in the developer console' }],
  });
}
