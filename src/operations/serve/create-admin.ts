import {
  assertAdministrator,
  createAdministrator,
  type NewAdministrator,
} from '../../control/accounts/create-administrator.ts';
import { asOperator, operator } from './as-operator.ts';
import type { OpenServiceOptions } from './open-service.ts';

/**
 * Makes the first account, so that a service that no browser reaches before listens where it was asked to from its first start.
 * @throws ConfigError `config.setting.invalid`, `api.state.wrong`, and what opening the store throws
 */
export async function createAdmin(
  request: NewAdministrator,
  options: Omit<OpenServiceOptions, 'isShared'>,
): Promise<{ readonly id: string; readonly login: string }> {
  assertAdministrator(request);
  // No link is made: none has to know the address. The store may be a new one, which opens to others from its first start.
  return await asOperator({ ...options, publicUrl: '', mustExist: false }, async (parts) => {
    const { id, login = '' } = await createAdministrator(parts, operator, request);
    return { id, login };
  });
}
