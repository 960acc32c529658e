import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { type Action, leastRoles, mayDo } from '../../model/service/role.ts';

/** @throws ConfigError `api.role.denied` */
export function assertMay(caller: Caller, action: Action): void {
  if (mayDo(caller.role, action)) return;
  const needed = leastRoles[action];
  const isToken = caller.kind === 'token';
  throw new ConfigError({
    code: 'api.role.denied',
    message: {
      en: `This takes the role ${needed}; ${isToken ? `the token of ${caller.name}` : caller.name} has ${caller.role}`,
      zh: `此操作需要角色 ${needed}；${isToken ? `${caller.name} 的令牌` : caller.name} 的角色是 ${caller.role}`,
    },
    // A token may have less than whose it is: then nobody else need be asked.
    ...(isToken && {
      cure: {
        en: 'Make a token with that role, or ask an administrator for a higher role.',
        zh: '请创建具有该角色的令牌，或请管理员授予更高的角色。',
      },
    }),
    details: { needed, role: caller.role },
  });
}
