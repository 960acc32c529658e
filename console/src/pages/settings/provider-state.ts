import type { Role } from '../../data/own-account.ts';
import type { NewProvider, Provider } from '../../data/sign-in-providers.ts';

/** A group with the role that its people get. */
export interface GroupRole {
  readonly group: string;
  readonly role: Role;
}

/** A provider as the form has it, whichever its kind. */
export interface ProviderState {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly kind: 'oidc' | 'lark';
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly groupsClaim: string;
  readonly integrationId: string;
  readonly tenants: readonly string[];
  readonly defaultRole: Role | undefined;
  readonly groups: readonly GroupRole[];
  readonly clientSecret: string | undefined;
}

const empty: ProviderState = {
  name: '',
  isEnabled: true,
  kind: 'lark',
  issuer: '',
  clientId: '',
  scopes: [],
  groupsClaim: 'groups',
  integrationId: '',
  tenants: [],
  defaultRole: 'viewer',
  groups: [],
  clientSecret: undefined,
};

/** The form of one that is there, or an empty one. */
export function stateOf(provider: Provider | undefined): ProviderState {
  if (provider === undefined) return empty;
  const { name, isEnabled, settings, defaultRole, groupRoles } = provider;
  const { kind, ...own } = settings;
  const groups = Object.entries(groupRoles).map(([group, role]) => ({ group, role }));
  return { ...empty, ...own, kind, name, isEnabled, defaultRole: defaultRole ?? undefined, groups };
}

/** What the service is asked to keep. */
export function providerOf(state: ProviderState): NewProvider {
  const { name, isEnabled, kind, issuer, clientId, scopes, groupsClaim, integrationId, tenants } = state;
  const named = state.groups.filter(({ group }) => group.trim() !== '');
  return {
    name: name.trim(),
    isEnabled,
    settings:
      kind === 'oidc'
        ? { kind, issuer: issuer.trim(), clientId: clientId.trim(), scopes: [...scopes], groupsClaim }
        : { kind, integrationId, tenants: [...tenants] },
    defaultRole: state.defaultRole ?? null,
    groupRoles: kind === 'oidc' ? Object.fromEntries(named.map(({ group, role }) => [group.trim(), role])) : {},
    ...(state.clientSecret === undefined || kind === 'lark' ? {} : { clientSecret: state.clientSecret }),
  };
}
