import { type Role, roles } from '../../model/service/role.ts';
import type { SignInProvider } from '../../model/service/sign-in-provider.ts';

/** The highest role that one of the groups stands for; undefined when none stands for any. */
export function roleOfGroups(groups: readonly string[], groupRoles: SignInProvider['groupRoles']): Role | undefined {
  const given = new Set(groups.flatMap((group) => (Object.hasOwn(groupRoles, group) ? (groupRoles[group] ?? []) : [])));
  return roles.findLast((role) => given.has(role));
}
