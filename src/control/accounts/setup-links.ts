import { ConfigError } from '../../model/errors.ts';
import type { Account } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { noteChange } from '../change.ts';
import { invalidFields } from '../field-faults.ts';
import { updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { hashSecret, newSecret } from './credentials.ts';
import { type NewSignIn, newSignIn, type SignInPlace } from './new-sign-in.ts';
import { asCaller, normalLogin } from './sign-in.ts';
import { rememberNetwork } from './throttle.ts';

const linkMs = 3_600_000;

/** A link by which a person sets a password. It is shown once; the store has its hash. */
export interface ShownLink {
  readonly url: string;
  readonly expiresAt: number;
}

type Parts = Pick<ControlParts, 'clock' | 'randomBytes' | 'publicUrl'>;

/** A link for an account, or for the first one. The secret stands in the fragment, which browsers send to nobody. Part of a change. */
export async function newSetupLink(
  { clock, randomBytes, publicUrl }: Parts,
  tables: Pick<ServiceTables, 'door'>,
  account: Account | undefined,
): Promise<ShownLink> {
  const secret = newSecret(randomBytes);
  const createdAt = clock.now();
  const expiresAt = createdAt + linkMs;
  await tables.door.addSetupLink({ hash: hashSecret(secret), accountId: account?.id, createdAt, expiresAt });
  const forWhom = account?.login === undefined ? '' : `&login=${encodeURIComponent(account.login)}`;
  return { url: `${publicUrl}/setup#token=${secret}${forWhom}`, expiresAt };
}

/** What `serve` prints at its start: a link for the first account, while there is no administrator. */
export async function firstSetupLink(parts: Parts & Pick<ControlParts, 'store'>): Promise<ShownLink | undefined> {
  return await parts.store.transaction(async (tables) =>
    (await isSetUp(tables)) ? undefined : await newSetupLink(parts, tables, undefined),
  );
}

/** Whether there is an administrator. There always is, once there was one: the last can't be removed. */
export async function isSetUp({ accounts }: Pick<ServiceTables, 'accounts'>): Promise<boolean> {
  return (await accounts.countActive('admin')) > 0;
}

/** What a person sends who follows a link. `login` and `name` make the first account; of another they are known. */
export interface SetupRequest extends SignInPlace {
  readonly secret: string;
  readonly password: string;
  readonly login?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * Uses a link up: makes the first account, or sets the password of the link's own, whose other sign-ins end. Signs in.
 * @throws ConfigError `api.link.invalid`, `api.input.invalid`
 */
export async function useSetupLink(parts: ControlParts, caller: Caller, request: SetupRequest): Promise<NewSignIn> {
  const { secret, password, agent, oldSecret } = request;
  const linkHash = hashSecret(secret);
  // Strangers cost no scrypt. It comes before the transaction, which would lie idle meanwhile: among many it has to wait for its turn.
  if ((await parts.store.door.findSetupLink(linkHash, parts.clock.now())) === undefined) throw linkInvalid();
  const passwordHash = await parts.passwords.hash(password);
  return await parts.store.transaction(async (tables) => {
    const link = await tables.door.useSetupLink(linkHash, parts.clock.now());
    if (link === undefined) throw linkInvalid();
    if (link.accountId !== undefined) await tables.accounts.lock(link.accountId);
    const target =
      link.accountId === undefined
        ? await firstAccount(parts, tables, request)
        : await tables.accounts.find(link.accountId);
    // An identity of somebody else's keeping has no password, and whoever is disabled sets none.
    if (target?.login === undefined || target.disabledAt !== undefined) throw linkInvalid();
    const withPassword = { ...target, password: passwordHash };
    const isFirst = link.accountId === undefined;
    const account = isFirst
      ? await tables.accounts.insert(withPassword)
      : updated(await tables.accounts.update(withPassword, parts.clock.now()), target.id);
    await tables.signIns.deleteOfAccount(account.id);
    const self: Caller = { ...asCaller(account, caller), kind: 'setup' };
    const signIn = await newSignIn(parts, tables, { account, caller: self, agent, oldSecret });
    await rememberNetwork({ store: tables, clock: parts.clock }, { login: target.login, address: caller.address });
    await noteChange(parts, tables, self, {
      action: isFirst ? 'account.set-up' : 'account.set-password',
      kind: 'account',
      id: account.id,
      sign: isFirst ? 'created' : 'changed',
    });
    return signIn;
  });
}

/** Whether a link is still good, and for whom; it is not used up. */
export async function checkSetupLink(
  { store, clock }: Pick<ControlParts, 'store' | 'clock'>,
  secret: string,
): Promise<{ readonly expiresAt: number; readonly login: string | undefined } | undefined> {
  const link = await store.door.findSetupLink(hashSecret(secret), clock.now());
  if (link === undefined) return undefined;
  const { accountId, expiresAt } = link;
  if (accountId === undefined) return (await isSetUp(store)) ? undefined : { expiresAt, login: undefined };
  const account = await store.accounts.find(accountId);
  const isUsable = account?.login !== undefined && account.disabledAt === undefined;
  return isUsable ? { expiresAt, login: account.login } : undefined;
}

async function firstAccount(
  parts: ControlParts,
  tables: ServiceTables,
  { login, name }: SetupRequest,
): Promise<Account> {
  if (await isSetUp(tables)) throw linkInvalid();
  if (login === undefined || name === undefined) {
    const message = { en: 'is needed for the first account', zh: '第一个账号必须填写' };
    const missing = Object.entries({ login, name }).filter(([, value]) => value === undefined);
    throw invalidFields(missing.map(([path]) => ({ path, message })));
  }
  return newAdministrator(parts, { login, name });
}

/** The account that lets in all others, before it has a password. */
export function newAdministrator(
  parts: Pick<ControlParts, 'clock' | 'newId'>,
  { login, name }: { readonly login: string; readonly name: string },
): Account {
  const createdAt = parts.clock.now();
  return {
    id: parts.newId('acc'),
    name,
    role: 'admin',
    login: normalLogin(login),
    password: undefined,
    issuer: undefined,
    subject: undefined,
    disabledAt: undefined,
    signedInAt: undefined,
    createdAt,
    changedAt: createdAt,
    version: 1,
  };
}

function linkInvalid(): ConfigError {
  return new ConfigError({
    code: 'api.link.invalid',
    message: { en: 'The link is used up, too old or unknown', zh: '链接已使用、已过期或不存在' },
  });
}
