import type { Account, SignIn } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { ControlParts } from '../parts.ts';
import { absoluteMs } from './authenticate.ts';
import { hashSecret, newSecret } from './credentials.ts';

/** A person has a few browsers; older sign-ins beyond that end. */
const maxSignIns = 50;

/** From where somebody signs in. */
export interface SignInPlace {
  readonly agent: string | undefined;
  /** Of the sign-in that the browser has now: it ends with the new one. */
  readonly oldSecret: string | undefined;
}

/** A sign-in, with what its browser shows from now on. The secret is kept nowhere. */
export interface NewSignIn {
  readonly account: Account;
  readonly secret: string;
  /** How long it lasts at most. */
  readonly seconds: number;
}

/** Signs the account in, under a new secret. Part of a change. */
export async function newSignIn(
  parts: Pick<ControlParts, 'clock' | 'newId' | 'randomBytes'>,
  tables: ServiceTables,
  { account, caller, agent, oldSecret }: SignInPlace & { readonly account: Account; readonly caller: Caller },
): Promise<NewSignIn> {
  const now = parts.clock.now();
  const secret = newSecret(parts.randomBytes);
  const old = oldSecret === undefined ? undefined : await tables.signIns.findByHash(hashSecret(oldSecret));
  if (old !== undefined) await tables.signIns.delete(old.id);
  for (const { id } of await beyond(tables, account.id)) await tables.signIns.delete(id);
  const signIn: SignIn = {
    id: parts.newId('si'),
    hash: hashSecret(secret),
    accountId: account.id,
    createdAt: now,
    seenAt: now,
    expiresAt: now + absoluteMs,
    address: caller.address,
    agent,
  };
  await tables.signIns.insert(signIn);
  await tables.accounts.noteSignIn(account.id, now);
  return { account, secret, seconds: absoluteMs / 1_000 };
}

/** Those that make room for one more. */
async function beyond(tables: ServiceTables, accountId: string): Promise<readonly SignIn[]> {
  const all = await tables.signIns.ofAccount(accountId);
  return all.toSorted((one, other) => other.createdAt - one.createdAt).slice(maxSignIns - 1);
}
