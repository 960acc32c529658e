import type { LarkstreamError } from '../../model/errors.ts';
import { platformCode } from '../../open-platform/error-map.ts';

/** https://open.feishu.cn/document/server-docs/approval-v4/instance/get, error codes. */
export const refusal = {
  definitionUnknown: 1390002,
  instanceMissing: 1390003,
  forbidden: 1390009,
  definitionInactive: 1390015,
  definitionDeleted: 1390016,
} as const;

/** True for code 1390003, `instance code not found`. */
export function isInstanceMissing(error: LarkstreamError): boolean {
  return platformCode(error) === refusal.instanceMissing;
}

/** Switched off or deleted by the administrator: nothing is wrong with the app, and what was copied stays. */
export function isDefinitionRetired(error: LarkstreamError): boolean {
  const code = platformCode(error);
  return code === refusal.definitionDeleted || code === refusal.definitionInactive;
}

/** How much one failed instance says about the whole code: with 100 points the walk over it is given up. */
export function suspicion(error: LarkstreamError): number {
  if (error.code === 'lark.scope.missing' || error.code === 'lark.endpoint.missing') return 100;
  const own = error.family === 'record' || platformCode(error) === refusal.forbidden;
  return own ? 1 : 20;
}
