import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { lesserOf, type Role } from '../../model/service/role.ts';

/** Nobody gives a role that they do not hold themselves, whether to a person, to a token or to whoever signs in. @throws ConfigError `api.role.denied` */
export function assertHolds(caller: Caller, ...roles: readonly (Role | undefined)[]): void {
  if (roles.every((role) => role === undefined || lesserOf(role, caller.role) === role)) return;
  throw new ConfigError({
    code: 'api.role.denied',
    message: {
      en: `Nobody gives a role that is more than their own, which is ${caller.role}`,
      zh: `不能授予高于自身的角色（${caller.role}）`,
    },
  });
}
