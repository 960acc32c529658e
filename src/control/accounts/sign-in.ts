import { ConfigError } from '../../model/errors.ts';
import type { Account } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import type { ControlParts } from '../parts.ts';
import { type NewSignIn, newSignIn, type SignInPlace } from './new-sign-in.ts';
import { countAttempt } from './throttle.ts';

/** A login is the same in large and small letters, and however its signs are composed. */
export function normalLogin(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

/**
 * Signs in with a password. Unknown, disabled and wrong are one answer, after the same time.
 * @throws ConfigError `api.sign.in.wrong`, `api.too.many`
 */
export async function signIn(
  parts: ControlParts,
  caller: Caller,
  { login, password, ...place }: SignInPlace & { readonly login: string; readonly password: string },
): Promise<NewSignIn> {
  const name = normalLogin(login);
  const { asker, wasRight } = await countAttempt(parts, { login: name, address: caller.address });
  const account = await parts.store.accounts.findByLogin(name);
  const isRight = await parts.passwords.matches(password, account?.password, asker);
  if (account === undefined || !isRight || account.disabledAt !== undefined) {
    parts.logger.info('A sign-in was refused', {
      address: caller.address ?? null,
      requestId: caller.requestId ?? null,
    });
    throw new ConfigError({
      code: 'api.sign.in.wrong',
      message: { en: 'The login or the password is wrong', zh: '登录名或密码错误' },
    });
  }
  await wasRight();
  const self = asCaller(account, caller);
  return await change(parts, self, { action: 'account.sign-in', kind: 'account', id: account.id }, (tables) =>
    newSignIn(parts, tables, { ...place, account, caller: self }),
  );
}

/** The account itself as the one who asks. */
export function asCaller(account: Account, { address, requestId }: Pick<Caller, 'address' | 'requestId'>): Caller {
  const { id, name, role } = account;
  return { kind: 'account', id, name, role, accountId: id, address, requestId };
}
