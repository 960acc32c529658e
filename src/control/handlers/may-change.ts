import type { Caller } from '../../model/service/caller.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import { assertMay } from '../accounts/assert-may.ts';

/** Programs run on the machine of the service, and secrets are for few. @throws ConfigError `api.role.denied` */
export function assertMayChange(
  caller: Caller,
  kind: ServiceHandler['kind'],
  secrets: Readonly<Record<string, unknown>> = {},
): void {
  if (kind === 'command') assertMay(caller, 'change');
  if (Object.keys(secrets).length > 0) assertMay(caller, 'set-secret');
}
