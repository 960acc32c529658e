import type { Account } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Role } from '../../model/service/role.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { change } from '../change.ts';
import { atVersion, deleted, found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { assertHolds } from './assert-holds.ts';
import { assertNoToken } from './own-account.ts';
import { newSetupLink, type ShownLink } from './setup-links.ts';
import { normalLogin } from './sign-in.ts';

/** An account, and the link by which its person sets a password. */
export interface AccountWithLink {
  readonly account: Account;
  readonly link: ShownLink;
}

/** Makes an account that signs in with a password, which its person sets by a link. @throws ConfigError `api.name.taken`, `api.role.denied` for a token */
export async function createAccount(
  parts: ControlParts,
  caller: Caller,
  { name, login, role }: { readonly name: string; readonly login: string; readonly role: Role },
): Promise<AccountWithLink> {
  assertNoToken(caller);
  assertHolds(caller, role);
  const id = parts.newId('acc');
  const detail = { name, login: normalLogin(login), role };
  return await change(
    parts,
    caller,
    { action: 'account.create', kind: 'account', id, sign: 'created', detail },
    async (tables) => {
      const account = await tables.accounts.insert({
        id,
        ...detail,
        password: undefined,
        issuer: undefined,
        subject: undefined,
        disabledAt: undefined,
        signedInAt: undefined,
        createdAt: parts.clock.now(),
      });
      return { account, link: await newSetupLink(parts, tables, account) };
    },
  );
}

/** What may be changed of an account. */
export interface AccountChange {
  readonly id: string;
  readonly version: number;
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly isDisabled?: boolean | undefined;
}

/**
 * Changes an account; of one that is disabled all sign-ins end.
 * @throws ConfigError `api.version.changed`, `api.state.wrong`; `api.role.denied` for a token that gives a role or lets in again
 */
export async function changeAccount(
  parts: ControlParts,
  caller: Caller,
  { id, version, name, role, isDisabled }: AccountChange,
): Promise<Account> {
  assertHolds(caller, role);
  // Whoever is let in again was given a role, too.
  if (role !== undefined || isDisabled === false) assertNoToken(caller);
  const detail = {
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    ...(isDisabled === undefined ? {} : { isDisabled }),
  };
  return await change(
    parts,
    caller,
    { action: 'account.change', kind: 'account', id, detail },
    async (tables, tellBefore) => {
      const now = parts.clock.now();
      const before = atVersion(found(await tables.accounts.find(id), 'account', id), version);
      tellBefore({ name: before.name, role: before.role, isDisabled: before.disabledAt !== undefined });
      if (isDisabled === false) assertHolds(caller, before.role);
      const disabledAt =
        isDisabled === undefined ? before.disabledAt : isDisabled ? (before.disabledAt ?? now) : undefined;
      const after = { ...before, name: name ?? before.name, role: role ?? before.role, disabledAt };
      if (after.role !== 'admin' || disabledAt !== undefined) await assertAdminRemains(tables, before);
      if (disabledAt !== undefined) await tables.signIns.deleteOfAccount(id);
      return updated(await tables.accounts.update(after, now), id);
    },
  );
}

/** Deletes an account with its sign-ins and tokens. @throws ConfigError `api.version.changed`, `api.state.wrong` */
export async function deleteAccount(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  const detail = ({ name, role }: Account) => ({ name, role });
  await change(
    parts,
    caller,
    { action: 'account.delete', kind: 'account', id, sign: 'deleted', detail },
    async (tables) => {
      const account = atVersion(found(await tables.accounts.find(id), 'account', id), version);
      await assertAdminRemains(tables, account);
      deleted(await tables.accounts.delete({ id, version }), id);
      return account;
    },
  );
}

/** A new link for setting a password. The password until now stays good until the link is used. @throws ConfigError `api.state.wrong` */
export async function resetPassword(parts: ControlParts, caller: Caller, id: string): Promise<AccountWithLink> {
  assertNoToken(caller);
  return await change(parts, caller, { action: 'account.reset-password', kind: 'account', id }, async (tables) => {
    const account = found(await tables.accounts.find(id), 'account', id);
    if (account.login === undefined) {
      throw wrongState({ en: `${account.name} signs in without a password`, zh: `${account.name} 不使用密码登录` });
    }
    return { account, link: await newSetupLink(parts, tables, account) };
  });
}

/** There is always somebody who can let others in. */
async function assertAdminRemains(tables: ServiceTables, { role, disabledAt, name }: Account): Promise<void> {
  if (role !== 'admin' || disabledAt !== undefined || (await tables.accounts.countActive('admin')) > 1) return;
  throw wrongState(
    { en: `${name} is the last administrator`, zh: `${name} 是最后一位管理员` },
    { en: 'Make somebody else administrator first.', zh: '请先将其他人设为管理员。' },
  );
}
