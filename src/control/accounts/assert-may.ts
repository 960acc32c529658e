import { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { type Action, leastRoles, mayDo, type Role } from '../../model/service/role.ts';

/** As the console calls them. */
const chineseRoles: Readonly<Record<Role, string>> = { viewer: '查看者', operator: '操作员', admin: '管理员' };
const inChinese = (role: Role): string => `${chineseRoles[role]}（${role}）`;

/** @throws ConfigError `api.role.denied` */
export function assertMay(caller: Caller, action: Action): void {
  if (mayDo(caller.role, action)) return;
  const needed = leastRoles[action];
  const isToken = caller.kind === 'token';
  throw new ConfigError({
    code: 'api.role.denied',
    message: {
      en: `This takes the role ${needed}; ${isToken ? `the token of ${caller.name}` : caller.name} has ${caller.role}`,
      zh: `此操作需要角色：${inChinese(needed)}；“${caller.name}”${isToken ? '的令牌' : ''}的角色是${inChinese(caller.role)}`,
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
