import { type Role, roles } from '../../model/service/role.ts';
import type { LarkSignInSettings, OidcSettings, SignInProvider } from '../../model/service/sign-in-provider.ts';
import { isObject, type JsonValue, readText, readTexts } from '../../util/json.ts';
import type { Access } from './access.ts';
import { type ResourceKind, SqlResourceTable } from './resource-table.ts';
import { toStoredJson } from './stored-json.ts';

const kind: ResourceKind<SignInProvider, object> = {
  table: 'sign_in_providers',
  toColumns: ({ name, isEnabled, settings, defaultRole, groupRoles }) => ({
    name,
    is_enabled: isEnabled ? 1 : 0,
    settings: toStoredJson(settings),
    default_role: defaultRole,
    group_roles: toStoredJson(groupRoles),
  }),
  read: (row, resource) => ({
    ...resource,
    name: row.text('name'),
    isEnabled: row.number('is_enabled') === 1,
    settings: row.parsed('settings', readSettings),
    defaultRole: row.optionalOneOf('default_role', roles),
    groupRoles: row.parsed('group_roles', readGroupRoles),
  }),
  conditions: () => [],
};

/** Table `sign_in_providers`. */
export class SqlSignInProviders extends SqlResourceTable<SignInProvider, object> {
  constructor(access: Access) {
    super(access, kind);
  }
}

function readSettings(value: JsonValue): OidcSettings | LarkSignInSettings | undefined {
  if (!isObject(value)) return undefined;
  const text = (key: string): string => readText(value, key) ?? '';
  if (value.kind === 'lark') {
    return { kind: 'lark', integrationId: text('integrationId'), tenants: readTexts(value, 'tenants') };
  }
  if (value.kind !== 'oidc') return undefined;
  return {
    kind: 'oidc',
    issuer: text('issuer'),
    clientId: text('clientId'),
    scopes: readTexts(value, 'scopes'),
    groupsClaim: text('groupsClaim'),
  };
}

function readGroupRoles(value: JsonValue): Readonly<Record<string, Role>> | undefined {
  if (!isObject(value)) return undefined;
  const pairs = Object.entries(value).flatMap(([group, name]): [string, Role][] => {
    const role = roles.find((known) => known === name);
    return role === undefined ? [] : [[group, role]];
  });
  return Object.fromEntries(pairs);
}
