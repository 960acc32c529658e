import { resetPassword } from '../../control/accounts/manage-accounts.ts';
import { firstSetupLink, type ShownLink } from '../../control/accounts/setup-links.ts';
import { normalLogin } from '../../control/accounts/sign-in.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Account } from '../../model/service/account.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import { operator } from './as-operator.ts';
import type { OpenServiceOptions } from './open-service.ts';
import { withAddress } from './with-address.ts';

/** A link, and whose password it sets; undefined for the first account, which is made with it. */
export interface PasswordLink extends ShownLink {
  readonly login: string | undefined;
}

interface ResetRequest {
  readonly login: string | undefined;
  /** Where people reach the service; undefined: where a process at work says. */
  readonly publicUrl: string | undefined;
}

type Options = Omit<OpenServiceOptions, 'isShared'>;

/**
 * A link that makes the first account, or sets the password of an account.
 * @throws ConfigError `serve.account.unknown`, and what opening the store throws
 */
export async function resetAdmin({ login, publicUrl }: ResetRequest, options: Options): Promise<PasswordLink> {
  return await withAddress(publicUrl, options, async (parts) => {
    const { store } = parts;
    const first = login === undefined ? await firstSetupLink(parts) : undefined;
    if (first !== undefined) return { ...first, login: undefined };
    const account =
      login === undefined ? await onlyAccount(store) : await store.accounts.findByLogin(normalLogin(login));
    if (account?.login === undefined) throw unknownAccount(login);
    const { link } = await resetPassword(parts, operator, account.id);
    return { ...link, login: account.login };
  });
}

async function onlyAccount(store: ServiceStore): Promise<Account | undefined> {
  const { items, total } = await store.accounts.page({ limit: 1 }, {});
  return total === 1 ? items[0] : undefined;
}

function unknownAccount(login: string | undefined): ConfigError {
  return new ConfigError({
    code: 'serve.account.unknown',
    message:
      login === undefined
        ? {
            en: 'There are several accounts, or the only one signs in elsewhere',
            zh: '有多个账号，或唯一的账号在别处登录',
          }
        : { en: `No account signs in here as “${login}”`, zh: `没有账号在此以“${login}”登录` },
  });
}
