import { assertNames } from '../../control/accounts/create-administrator.ts';
import { createAccount } from '../../control/accounts/manage-accounts.ts';
import { normalLogin } from '../../control/accounts/sign-in.ts';
import type { Role } from '../../model/service/role.ts';
import { operator } from './as-operator.ts';
import type { OpenServiceOptions } from './open-service.ts';
import type { PasswordLink } from './reset-admin.ts';
import { withAddress } from './with-address.ts';

interface AddRequest {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** As in `resetAdmin`. */
  readonly publicUrl: string | undefined;
}

/**
 * Makes an account for a colleague, and the link by which they set its password.
 * @throws ConfigError `config.setting.invalid`, `api.name.taken`, and what opening the store throws
 */
export async function addAccount(
  { login, name, role, publicUrl }: AddRequest,
  options: Omit<OpenServiceOptions, 'isShared'>,
): Promise<PasswordLink & { readonly id: string }> {
  assertNames({ login, name });
  return await withAddress(publicUrl, options, async (parts) => {
    const { account, link } = await createAccount(parts, operator, { login, name: name.trim(), role });
    return { ...link, id: account.id, login: normalLogin(login) };
  });
}
