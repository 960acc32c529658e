import { ConfigError } from '../../model/errors.ts';
import type { Account, SignIn, SignInTable, TokenTable } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import { lesserOf, type Role } from '../../model/service/role.ts';
import { gatheredReads } from '../gathered-reads.ts';
import type { ControlParts } from '../parts.ts';
import { hashSecret, isHashOf, parseToken } from './credentials.ts';

const hourMs = 3_600_000;
/** A sign-in that was not used for so long has ended. */
const idleMs: number = 12 * hourMs;
/** A sign-in ends then, used or not. */
export const absoluteMs: number = 7 * 24 * hourMs;
/** Its last use is written down no more often than this. */
const touchMs = 60_000;

/**
 * Of an account whose identity others keep, tokens are good so long after its last sign-in: only then is it heard that a person has left, or
 * has another role.
 */
const withoutSignInDays = 30;

/** What a request brings along to say whose it is. */
export interface Credentials {
  /** Of a browser's sign-in. */
  readonly signInSecret?: string | undefined;
  readonly token?: string | undefined;
}

type Parts = Pick<ControlParts, 'store' | 'clock'>;
type From = Pick<Caller, 'address' | 'requestId'>;

const signInsOf = gatheredReads((signIns: SignInTable, hashes) => signIns.findByHashes(hashes));
const tokensOf = gatheredReads((tokens: TokenTable, ids) => tokens.findAll(ids));

/**
 * Who asks; undefined when the credentials are missing, wrong, too old, or of somebody who is disabled.
 * @throws ConfigError `api.sign.in.due`
 */
export async function authenticate(
  parts: Parts,
  { signInSecret, token }: Credentials,
  from: From,
): Promise<Caller | undefined> {
  if (token !== undefined) return await byToken(parts, token, from);
  return signInSecret === undefined ? undefined : await bySignIn(parts, signInSecret, from);
}

async function bySignIn({ store, clock }: Parts, secret: string, from: From): Promise<Caller | undefined> {
  const hash = hashSecret(secret);
  const signIn = (await signInsOf(store.signIns)([hash])).get(hash);
  const now = clock.now();
  if (signIn === undefined || hasEnded(signIn, now)) return undefined;
  const account = await activeAccount({ store }, signIn.accountId);
  if (account === undefined) return undefined;
  if (signIn.seenAt <= now - touchMs) await store.signIns.touch(signIn.id, now);
  return { ...callerOf(account, account.role, from), kind: 'account', id: account.id, signInId: signIn.id };
}

async function byToken({ store, clock }: Parts, text: string, from: From): Promise<Caller | undefined> {
  const parsed = parseToken(text);
  const token = parsed && (await tokensOf(store.tokens)([parsed.id])).get(parsed.id);
  if (parsed === undefined || token === undefined || !isHashOf(parsed.secret, token.hash)) return undefined;
  const now = clock.now();
  if (token.expiresAt <= now) return undefined;
  const account = await activeAccount({ store }, token.accountId);
  if (account === undefined) return undefined;
  if (mustSignIn(account, now)) throw signInDue();
  if (token.usedAt === undefined || token.usedAt <= now - touchMs) await store.tokens.touch(token.id, now);
  return { ...callerOf(account, lesserOf(token.role, account.role), from), kind: 'token', id: token.id };
}

/** Whoever asked before, as they are now; undefined when their sign-in or token has ended. */
export async function renewCaller({ store, clock }: Parts, caller: Caller): Promise<Caller | undefined> {
  const { kind, id, accountId, signInId } = caller;
  const account = accountId === undefined ? undefined : await activeAccount({ store }, accountId);
  if (account === undefined) return undefined;
  const now = clock.now();
  if (kind === 'token') {
    const token = id === undefined ? undefined : await store.tokens.find(id);
    return token === undefined || token.expiresAt <= now || mustSignIn(account, now)
      ? undefined
      : { ...caller, role: lesserOf(token.role, account.role) };
  }
  const signIn = (await store.signIns.ofAccount(account.id)).find((mine) => mine.id === signInId);
  return signIn === undefined || hasEnded(signIn, now) ? undefined : { ...caller, role: account.role };
}

const hasEnded = ({ expiresAt, seenAt }: SignIn, now: number): boolean => expiresAt <= now || seenAt <= now - idleMs;

function mustSignIn({ issuer, signedInAt, createdAt }: Account, now: number): boolean {
  return issuer !== undefined && (signedInAt ?? createdAt) <= now - withoutSignInDays * 24 * hourMs;
}

function signInDue(): ConfigError {
  return new ConfigError({
    code: 'api.sign.in.due',
    message: {
      en: `The owner of the token has not signed in for ${withoutSignInDays} days`,
      zh: `令牌的所有者已有 ${withoutSignInDays} 天没有登录`,
    },
  });
}

async function activeAccount({ store }: Pick<Parts, 'store'>, id: string): Promise<Account | undefined> {
  const account = await store.accounts.find(id);
  return account?.disabledAt === undefined ? account : undefined;
}

function callerOf(account: Account, role: Role, from: From): Omit<Caller, 'kind' | 'id'> {
  return { name: account.name, role, accountId: account.id, address: from.address, requestId: from.requestId };
}
