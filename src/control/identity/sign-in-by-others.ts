import { LarkstreamError } from '../../model/errors.ts';
import type { Account } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Role } from '../../model/service/role.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { IdentityProviders, ProvenIdentity, SignInProvider } from '../../model/service/sign-in-provider.ts';
import { newSecret } from '../accounts/credentials.ts';
import { type NewSignIn, newSignIn, type SignInPlace } from '../accounts/new-sign-in.ts';
import { asCaller } from '../accounts/sign-in.ts';
import { noteChange } from '../change.ts';
import { gatheredReads } from '../gathered-reads.ts';
import { found, updated } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { notLetIn, openProvider } from './open-provider.ts';
import { keysOf, type PendingSignIn, pendingSeconds, safeReturn } from './pending-sign-in.ts';
import { roleOfGroups } from './role-of.ts';

/** What signing in by others works with besides. */
export interface IdentityParts extends ControlParts {
  readonly identities: IdentityProviders;
}

const providersOf = gatheredReads((table: ServiceTables['signInProviders'], ids) => table.findAll(ids));

/** Sends somebody to their provider: the address, and what their browser keeps until they are back. */
export async function beginSignIn(
  parts: IdentityParts,
  { providerId, returnTo }: { readonly providerId: string; readonly returnTo: string | undefined },
  signal: AbortSignal,
): Promise<{ readonly url: string; readonly pending: PendingSignIn }> {
  const { store, publicUrl, clock, randomBytes, identities } = parts;
  const provider = found(
    (await providersOf(store.signInProviders)([providerId])).get(providerId),
    'sign-in provider',
    providerId,
  );
  const pending = {
    providerId,
    returnTo: safeReturn(returnTo, publicUrl),
    secret: newSecret(randomBytes),
    expiresAt: clock.now() + pendingSeconds * 1_000,
  };
  const opened = await openProvider(parts, provider);
  return { url: await identities.begin(opened, keysOf(pending, publicUrl), signal), pending };
}

/** Somebody who is back from their provider. */
export interface Returned extends SignInPlace {
  /** What their browser has kept; undefined when it has not left from here, or long ago. */
  readonly pending: PendingSignIn | undefined;
  /** What the provider has added to our address. */
  readonly parameters: URLSearchParams;
}

/**
 * Signs in whoever the provider says it is. Who comes for the first time gets an account without a password, with the role of their
 * groups or the provider's default role.
 * @throws ConfigError `api.identity.refused`; TransientError `api.identity.unreachable`
 */
export async function finishSignIn(
  parts: IdentityParts,
  caller: Caller,
  { pending, parameters, ...place }: Returned,
  signal: AbortSignal,
): Promise<NewSignIn & { readonly returnTo: string }> {
  const { store, publicUrl, clock, identities } = parts;
  if (pending === undefined || pending.expiresAt <= clock.now()) {
    throw notLetIn({
      en: 'The sign-in did not begin in this browser, or too long ago',
      zh: '登录并非从此浏览器开始，或已超时',
    });
  }
  const keys = keysOf(pending, publicUrl);
  if (parameters.get('state') !== keys.state) {
    throw notLetIn({ en: 'The answer belongs to another sign-in', zh: '该答复属于另一次登录' });
  }
  const provider = await store.signInProviders.find(pending.providerId);
  if (provider === undefined) throw notLetIn({ en: 'This way to sign in is gone', zh: '此登录方式已不存在' });
  const opened = await openProvider(parts, provider);
  const identity = await identities.finish(opened, { ...keys, parameters }, signal);
  const signedIn = await letIn(parts, caller, { provider, identity, place });
  return { ...signedIn, returnTo: safeReturn(pending.returnTo, publicUrl) };
}

interface Arrival {
  readonly provider: SignInProvider;
  readonly identity: ProvenIdentity;
  readonly place: SignInPlace;
}

async function letIn(parts: IdentityParts, caller: Caller, arrival: Arrival): Promise<NewSignIn> {
  try {
    return await tryLetIn(parts, caller, arrival);
  } catch (thrown) {
    // Of two first sign-ins of a person at once, one makes the account.
    const isTaken = thrown instanceof LarkstreamError && thrown.code === 'api.name.taken';
    if (!isTaken) throw thrown;
    return await tryLetIn(parts, caller, arrival);
  }
}

async function tryLetIn(
  parts: IdentityParts,
  caller: Caller,
  { provider, identity, place }: Arrival,
): Promise<NewSignIn> {
  return await parts.store.transaction(async (tables) => {
    const known = await tables.accounts.findBySubject(identity.issuer, identity.subject);
    if (known?.disabledAt !== undefined) throw notLetIn({ en: 'The account is disabled', zh: '该账号已停用' });
    const role = roleOfGroups(identity.groups, provider.groupRoles);
    const account =
      known === undefined
        ? await makeAccount(parts, tables, { identity, role: role ?? provider.defaultRole })
        : await withRole(parts, tables, { known, role: roleNow(known, role, provider) });
    const self = asCaller(account, caller);
    const signIn = await newSignIn(parts, tables, { ...place, account, caller: self });
    await noteChange(parts, tables, self, {
      action: known === undefined ? 'account.first-sign-in' : 'account.sign-in',
      kind: 'account',
      id: account.id,
      sign: known === undefined ? 'created' : 'changed',
      detail: { provider: provider.id, role: account.role },
    });
    return signIn;
  });
}

async function makeAccount(
  parts: IdentityParts,
  tables: ServiceTables,
  { identity, role }: { readonly identity: ProvenIdentity; readonly role: Role | undefined },
): Promise<Account> {
  if (role === undefined) {
    throw notLetIn({ en: 'None of the groups of the person has a role here', zh: '此人所在的用户组在这里没有角色' });
  }
  const { issuer, subject, name } = identity;
  return await tables.accounts.insert({
    id: parts.newId('acc'),
    name: name.slice(0, 100),
    role,
    login: undefined,
    password: undefined,
    issuer,
    subject,
    disabledAt: undefined,
    signedInAt: undefined,
    createdAt: parts.clock.now(),
  });
}

/** Where groups decide, they decide anew each time: who has left them all is not let in any more, unless there is a default. */
function roleNow(known: Account, ofGroups: Role | undefined, { groupRoles, defaultRole }: SignInProvider): Role {
  if (Object.keys(groupRoles).length === 0) return known.role;
  const role = ofGroups ?? defaultRole;
  if (role !== undefined) return role;
  throw notLetIn({
    en: 'None of the groups of the person has a role here any more',
    zh: '此人所在的用户组在这里已没有角色',
  });
}

async function withRole(
  { clock }: IdentityParts,
  tables: ServiceTables,
  { known, role }: { readonly known: Account; readonly role: Role },
): Promise<Account> {
  if (role === known.role) return known;
  // There is always somebody who can let others in.
  if (known.role === 'admin' && (await tables.accounts.countActive('admin')) <= 1) return known;
  await tables.accounts.lock(known.id);
  const account = found(await tables.accounts.find(known.id), 'account', known.id);
  return updated(await tables.accounts.update({ ...account, role }, clock.now()), known.id);
}
