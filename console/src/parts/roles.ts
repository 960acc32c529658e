import type { Role } from '../data/own-account.ts';
import { defineTexts } from '../texts/texts.ts';

/** The least first. */
export const roles = ['viewer', 'operator', 'admin'] as const;

/** Those that a person may give: none above their own. */
export const rolesUpTo = (own: Role): readonly Role[] => roles.slice(0, roles.indexOf(own) + 1);

export const roleTexts = defineTexts({
  role: { en: 'Role', zh: '角色' },
  viewer: { en: 'Viewer', zh: '查看者' },
  operator: { en: 'Operator', zh: '操作员' },
  admin: { en: 'Admin', zh: '管理员' },
  viewerHint: {
    en: 'Sees everything but rows, contents of events, and the audit',
    zh: '查看除数据行、事件内容和审计以外的一切',
  },
  operatorHint: {
    en: 'Also runs, pauses, tests, previews rows, sees and replays events',
    zh: '还可以运行、暂停、测试、预览数据行、查看事件内容并重新处理事件',
  },
  adminHint: {
    en: 'Also changes things, sets secrets, manages accounts and master keys, sees the audit',
    zh: '还可以修改、设置密钥、管理账号和主密钥、查看审计',
  },
});
