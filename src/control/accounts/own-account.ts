import { ConfigError } from '../../model/errors.ts';
import type { Account, Preferences, SignIn } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { atVersion, found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { countAttempt } from './throttle.ts';

/** The account of whoever asks. @throws ConfigError `api.not.found` for the service itself */
export async function ownAccount({ store }: Pick<ControlParts, 'store'>, { accountId }: Caller): Promise<Account> {
  const account = accountId === undefined ? undefined : await store.accounts.find(accountId);
  return found(account, 'account', accountId ?? '');
}

/** What only a person may do, at a browser that is signed in: a token that has leaked must not outlive itself. @throws ConfigError `api.role.denied` */
export function assertPerson(caller: Caller): void {
  if (caller.kind === 'account') return;
  throw new ConfigError({
    code: 'api.role.denied',
    message: {
      en: 'Only a person who is signed in may do this, not a token',
      zh: '此操作只能由登录的人执行，不能使用令牌',
    },
    cure: { en: 'Sign in with a browser.', zh: '请用浏览器登录。' },
  });
}

/**
 * What lets somebody in is done by people, and by the service itself: an account or a link that a token has made would outlive the token.
 * @throws ConfigError `api.role.denied`
 */
export function assertNoToken(caller: Caller): void {
  if (caller.kind === 'token') assertPerson(caller);
}

/** @throws ConfigError `api.version.changed` */
export async function renameOwnAccount(
  parts: ControlParts,
  caller: Caller,
  { name, version }: { readonly name: string; readonly version: number },
): Promise<Account> {
  assertPerson(caller);
  const { id } = await ownAccount(parts, caller);
  return await change(
    parts,
    caller,
    { action: 'account.rename', kind: 'account', id, detail: { name } },
    async (tables, tellBefore) => {
      const account = atVersion(found(await tables.accounts.find(id), 'account', id), version);
      tellBefore({ name: account.name });
      return updated(await tables.accounts.update({ ...account, name }, parts.clock.now()), id);
    },
  );
}

/** How the caller wants to see the console. */
export async function ownPreferences(parts: Pick<ControlParts, 'store'>, caller: Caller): Promise<Preferences> {
  return await parts.store.accounts.preferences((await ownAccount(parts, caller)).id);
}

/** Keeps how the caller wants to see the console. */
export async function setPreferences(
  parts: ControlParts,
  caller: Caller,
  preferences: Preferences,
): Promise<Preferences> {
  assertPerson(caller);
  const { id } = await ownAccount(parts, caller);
  const { language, timeZone, theme } = preferences;
  const note = {
    action: 'account.set-preferences',
    kind: 'account' as const,
    id,
    detail: { language, timeZone, theme },
  };
  await change(parts, caller, note, async (tables, tellBefore) => {
    tellBefore({ ...(await tables.accounts.preferences(id)) });
    found((await tables.accounts.setPreferences(id, preferences)) ? preferences : undefined, 'account', id);
  });
  return preferences;
}

/**
 * Sets another password; all other sign-ins of the account end. The one before is asked for, and wrong ones are counted as at the door.
 * @throws ConfigError `api.sign.in.wrong`, `api.too.many`, `api.state.wrong`
 */
export async function changePassword(
  parts: ControlParts,
  caller: Caller,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<void> {
  assertPerson(caller);
  const { id, login, password } = await ownAccount(parts, caller);
  if (login === undefined) {
    throw wrongState({ en: 'The account signs in without a password', zh: '该账号不使用密码登录' });
  }
  const { asker, wasRight } = await countAttempt(parts, { login, address: caller.address });
  if (!(await parts.passwords.matches(current, password, asker))) {
    throw new ConfigError({
      code: 'api.sign.in.wrong',
      message: { en: 'The present password is wrong', zh: '当前密码错误' },
    });
  }
  await wasRight();
  const hash = await parts.passwords.hash(next);
  await change(parts, caller, { action: 'account.change-password', kind: 'account', id }, async (tables) => {
    await tables.accounts.lock(id);
    const account = found(await tables.accounts.find(id), 'account', id);
    updated(await tables.accounts.update({ ...account, password: hash }, parts.clock.now()), id);
    await tables.signIns.deleteOfAccount(id, caller.signInId);
  });
}

/** The browsers in which the caller is signed in, the newest first. */
export async function ownSignIns({ store }: Pick<ControlParts, 'store'>, caller: Caller): Promise<readonly SignIn[]> {
  const all = caller.accountId === undefined ? [] : await store.signIns.ofAccount(caller.accountId);
  return all.toSorted((one, other) => other.createdAt - one.createdAt);
}

/** Ends one of the caller's sign-ins. @throws ConfigError `api.not.found` */
export async function endOwnSignIn(parts: ControlParts, caller: Caller, signInId: string): Promise<void> {
  assertPerson(caller);
  const { id } = await ownAccount(parts, caller);
  const note = { action: 'account.end-sign-in', kind: 'account' as const, id, detail: { signInId } };
  await change(parts, caller, note, async (tables) => {
    const mine = (await tables.signIns.ofAccount(id)).find((signIn) => signIn.id === signInId);
    found(mine, 'sign-in', signInId);
    await tables.signIns.delete(signInId);
  });
}

/** Ends the sign-in that the caller asks with. */
export async function signOut(parts: ControlParts, caller: Caller): Promise<void> {
  assertPerson(caller);
  const { signInId } = caller;
  const { id } = await ownAccount(parts, caller);
  await change(parts, caller, { action: 'account.sign-out', kind: 'account', id }, async (tables) => {
    if (signInId !== undefined) await tables.signIns.delete(signInId);
  });
}
