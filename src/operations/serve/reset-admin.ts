import { randomBytes } from 'node:crypto';
import { createControlParts } from '../../app/create-service-api.ts';
import { resetPassword } from '../../control/accounts/manage-accounts.ts';
import { firstSetupLink, type ShownLink } from '../../control/accounts/setup-links.ts';
import { normalLogin } from '../../control/accounts/sign-in.ts';
import { ConfigError } from '../../model/errors.ts';
import { silentLogger } from '../../model/logger.ts';
import type { Account } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import { closeAll } from '../../util/close-all.ts';
import { type ClientPool, openClients } from '../open-clients.ts';
import { createResources } from './create-resources.ts';
import { type OpenedService, type OpenServiceOptions, openService } from './open-service.ts';

/** Whoever can open the store and its keys may let people in. */
const operator: Caller = {
  kind: 'service',
  id: undefined,
  name: 'larkstream admin',
  role: 'admin',
  accountId: undefined,
  address: undefined,
  requestId: undefined,
};

/** A link, and whose password it sets; undefined for the first account, which is made with it. */
export interface PasswordLink extends ShownLink {
  readonly login: string | undefined;
}

interface ResetRequest {
  readonly login: string | undefined;
  readonly publicUrl: string;
}

/**
 * A link that makes the first account, or sets the password of an account.
 * @throws ConfigError `serve.account.unknown`, and what opening the store throws
 */
export async function resetAdmin(
  request: ResetRequest,
  options: Omit<OpenServiceOptions, 'isShared'>,
): Promise<PasswordLink> {
  const opened = await openService({ ...options, isShared: true });
  const clients = openClients();
  try {
    return await newLink(opened, clients, request);
  } finally {
    await closeAll(
      () => clients.close(),
      () => opened.close(),
    );
  }
}

async function newLink(
  { store, url, keys, openVault, clock }: OpenedService,
  clients: ClientPool,
  { login, publicUrl }: ResetRequest,
): Promise<PasswordLink> {
  const logger = silentLogger;
  // A password reaches nothing outside.
  const nothing = { allowPrivateHosts: false, allowBaseUrl: false };
  const resources = createResources({ eventStore: url, keys, clients, logger, ...nothing });
  const parts = createControlParts({ store, openVault, clock, logger, randomBytes, publicUrl, resources });
  const first = login === undefined ? await firstSetupLink(parts) : undefined;
  if (first !== undefined) return { ...first, login: undefined };
  const account = login === undefined ? await onlyAccount(store) : await store.accounts.findByLogin(normalLogin(login));
  if (account?.login === undefined) throw unknownAccount(login);
  const { link } = await resetPassword(parts, operator, account.id);
  return { ...link, login: account.login };
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
