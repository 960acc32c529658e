import type { Secret } from '../../model/secret.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { Role } from '../../model/service/role.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { SignInProvider } from '../../model/service/sign-in-provider.ts';
import type { JsonObject } from '../../util/json.ts';
import { assertHolds } from '../accounts/assert-holds.ts';
import { assertNoToken } from '../accounts/own-account.ts';
import { change } from '../change.ts';
import { assertNoFaults } from '../field-faults.ts';
import { atVersion, deleted, found, updated, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { sentElsewhere } from '../sent-elsewhere.ts';
import { clientSecretName, providerKind } from './open-provider.ts';

/** What is decided of a provider. */
export type ProviderFields = Pick<SignInProvider, 'name' | 'isEnabled' | 'settings' | 'defaultRole' | 'groupRoles'>;

const thing = 'sign-in provider';

/** @throws ConfigError `api.input.invalid`, `api.name.taken`, `api.not.found`, `api.state.wrong`; `api.role.denied` for a token where people become administrators */
export async function createProvider(
  parts: ControlParts,
  caller: Caller,
  { clientSecret, ...fields }: ProviderFields & { readonly clientSecret?: Secret | undefined },
): Promise<SignInProvider> {
  assertMayLetIn(caller, fields);
  assertLetsIn(fields);
  const id = parts.newId('sp');
  const note = {
    action: 'sign-in-provider.create',
    kind: providerKind,
    id,
    sign: 'created',
    detail: told(fields),
  } as const;
  return await change(parts, caller, note, async (tables) => {
    await assertFits(tables, fields);
    const made = await tables.signInProviders.insert({ id, ...fields, createdAt: parts.clock.now() });
    if (clientSecret !== undefined) await keepSecret(parts, tables, id, clientSecret);
    return made;
  });
}

/** What may be changed of a provider; what is undefined stays. */
export interface ProviderChange {
  readonly id: string;
  readonly version: number;
  readonly name?: string | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly settings?: SignInProvider['settings'] | undefined;
  /** Null takes it away. */
  readonly defaultRole?: Role | null | undefined;
  readonly groupRoles?: SignInProvider['groupRoles'] | undefined;
  /** Of OpenID Connect; needed for another issuer, to which the one that is kept is never sent. */
  readonly clientSecret?: Secret | undefined;
}

/** @throws ConfigError `api.input.invalid`, `api.version.changed`, `api.name.taken`, `api.not.found`, `api.state.wrong`; `api.role.denied` as on creation */
export async function changeProvider(
  parts: ControlParts,
  caller: Caller,
  { id, version, name, isEnabled, settings, defaultRole, groupRoles, clientSecret }: ProviderChange,
): Promise<SignInProvider> {
  const note = {
    action: 'sign-in-provider.change',
    kind: providerKind,
    id,
    detail: (provider: SignInProvider) => told(provider),
  };
  return await change(parts, caller, note, async (tables, tellBefore) => {
    const before = atVersion(found(await tables.signInProviders.find(id), thing, id), version);
    tellBefore(told(before));
    if (settings !== undefined && settings.kind !== before.settings.kind) {
      throw wrongState({ en: 'The kind of a provider stays', zh: '登录方式的类型不能更改' });
    }
    const after = {
      ...before,
      name: name ?? before.name,
      isEnabled: isEnabled ?? before.isEnabled,
      settings: settings ?? before.settings,
      defaultRole: defaultRole === undefined ? before.defaultRole : (defaultRole ?? undefined),
      groupRoles: groupRoles ?? before.groupRoles,
    };
    for (const one of [before, after]) assertMayLetIn(caller, one);
    await assertFits(tables, after);
    if (clientSecret === undefined) await assertNotSentElsewhere(tables, before, after);
    else assertHasSecret(after);
    const kept = updated(await tables.signInProviders.update(after, parts.clock.now()), id);
    if (clientSecret !== undefined) await keepSecret(parts, tables, id, clientSecret);
    return kept;
  });
}

/** Accounts that came from it stay, and can sign in no more. @throws ConfigError `api.version.changed`, `api.not.found` */
export async function deleteProvider(
  parts: ControlParts,
  caller: Caller,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<void> {
  const note = { action: 'sign-in-provider.delete', kind: providerKind, id, sign: 'deleted' } as const;
  await change(parts, caller, note, async (tables) => {
    atVersion(found(await tables.signInProviders.find(id), thing, id), version);
    await tables.secrets.deleteOf(providerKind, id);
    deleted(await tables.signInProviders.delete({ id, version }), id);
  });
}

/** @throws ConfigError `api.not.found`, `api.state.wrong`; `api.role.denied` as on creation */
export async function setClientSecret(
  parts: ControlParts,
  caller: Caller,
  { id, clientSecret }: { readonly id: string; readonly clientSecret: Secret },
): Promise<void> {
  const note = { action: 'sign-in-provider.set-secret', kind: providerKind, id };
  await change(parts, caller, note, async (tables) => {
    const provider = found(await tables.signInProviders.find(id), thing, id);
    assertMayLetIn(caller, provider);
    assertHasSecret(provider);
    await keepSecret(parts, tables, id, clientSecret);
  });
}

function assertHasSecret({ settings }: Pick<ProviderFields, 'settings'>): void {
  if (settings.kind === 'oidc') return;
  throw wrongState({ en: 'The secret is that of the integration', zh: '密钥即该集成的 App Secret' });
}

/** The issuer names the place that the client secret is sent to. */
async function assertNotSentElsewhere(
  { secrets }: Pick<ServiceTables, 'secrets'>,
  { id, settings: before }: SignInProvider,
  { settings: after }: SignInProvider,
): Promise<void> {
  if (before.kind !== 'oidc' || after.kind !== 'oidc' || before.issuer === after.issuer) return;
  const kept = await secrets.find({ ownerKind: providerKind, ownerId: id, name: clientSecretName });
  if (kept !== undefined) assertNoFaults([sentElsewhere('clientSecret')]);
}

async function keepSecret(parts: ControlParts, tables: ServiceTables, id: string, value: Secret): Promise<void> {
  await parts.openVault(tables.secrets).set({ ownerKind: providerKind, ownerId: id, name: clientSecretName }, value);
}

/** When the client secret was set; undefined when there is none. */
export async function clientSecretSetAt(
  { store }: Pick<ControlParts, 'store'>,
  id: string,
): Promise<number | undefined> {
  const secret = await store.secrets.find({ ownerKind: providerKind, ownerId: id, name: clientSecretName });
  return secret?.createdAt;
}

/** A token may set up how people sign in, but not who becomes an administrator: whoever has found one would stay one without it. */
function assertMayLetIn(
  caller: Caller,
  { defaultRole, groupRoles }: Pick<ProviderFields, 'defaultRole' | 'groupRoles'>,
): void {
  assertHolds(caller, defaultRole, ...Object.values(groupRoles));
  if ([defaultRole, ...Object.values(groupRoles)].includes('admin')) assertNoToken(caller);
}

/** Nobody has an account by a new provider: without a role for anybody, nobody would ever get one. @throws ConfigError `api.input.invalid` */
function assertLetsIn({ defaultRole, groupRoles }: Pick<ProviderFields, 'defaultRole' | 'groupRoles'>): void {
  if (defaultRole !== undefined || Object.keys(groupRoles).length > 0) return;
  const message = {
    en: 'is required where `groupRoles` names no group: otherwise nobody can sign in for the first time',
    zh: '若 `groupRoles` 未列出任何用户组，则必须填写：否则没有人能首次登录',
  };
  assertNoFaults([{ path: 'defaultRole', message }]);
}

async function assertFits(tables: ServiceTables, { settings }: Pick<ProviderFields, 'settings'>): Promise<void> {
  if (settings.kind === 'oidc') return;
  found(await tables.integrations.find(settings.integrationId), 'integration', settings.integrationId);
}

function told({ name, isEnabled, settings, defaultRole, groupRoles }: ProviderFields): JsonObject {
  const shown: JsonObject =
    settings.kind === 'oidc'
      ? { ...settings, scopes: [...settings.scopes] }
      : { ...settings, tenants: [...settings.tenants] };
  return { name, isEnabled, settings: shown, defaultRole: defaultRole ?? null, groupRoles: { ...groupRoles } };
}
