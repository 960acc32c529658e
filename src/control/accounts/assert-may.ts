import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { type Action, leastRoles, mayDo } from '../../model/service/role.ts';

/** @throws ConfigError `api.role.denied` */
export function assertMay(caller: Caller, action: Action): void {
  if (mayDo(caller.role, action)) return;
  const needed = leastRoles[action];
  throw new ConfigError({
    code: 'api.role.denied',
    message: {
      en: `This takes the role ${needed}; ${caller.name} has ${caller.role}`,
      zh: `此操作需要角色 ${needed}；${caller.name} 的角色是 ${caller.role}`,
    },
    details: { needed, role: caller.role },
  });
}
