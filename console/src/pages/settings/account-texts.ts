import { defineTexts } from '../../texts/texts.ts';

export const accountTexts = defineTexts({
  search: { en: 'Name or login', zh: '名称或登录名' },
  invite: { en: 'Invite', zh: '邀请' },
  inviteTitle: { en: 'Invite somebody', zh: '邀请成员' },
  inviteAbout: {
    en: 'You get a link to pass on; with it the person sets a password and comes in.',
    zh: '你会得到一个链接，转交给本人后即可设置密码并登录。',
  },
  inviteButton: { en: 'Make account and link', zh: '创建账号和链接' },
  login: { en: 'E-mail or login', zh: '邮箱或登录名' },
  by: { en: 'Signs in with', zh: '登录方式' },
  password: { en: 'Password', zh: '密码' },
  state: { en: 'State', zh: '状态' },
  invited: { en: 'Invited', zh: '待设置密码' },
  active: { en: 'Active', zh: '正常' },
  locked: { en: 'Locked', zh: '已锁定' },
  you: { en: 'You', zh: '你' },
  signedIn: { en: 'Last sign-in', zh: '最近登录' },
  made: { en: 'Created', zh: '创建时间' },
  nothing: { en: 'No account fits the filter', zh: '没有符合筛选条件的账号' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },

  changeRole: { en: 'Change the role…', zh: '更改角色…' },
  roleTitle: { en: (name: string) => `Role of ${name}`, zh: (name) => `${name} 的角色` },
  roleAbout: {
    en: 'It counts from the next click on; tokens of the account can do no more than it.',
    zh: '立即生效；该账号的令牌不会超过此角色的权限。',
  },
  roleChanged: {
    en: (name: string, role: string) => `${name} is ${role} now`,
    zh: (name, role) => `${name} 现为${role}`,
  },
  byProvider: {
    en: 'The role comes from the groups at the provider, where it has any: it is found anew at the next sign-in.',
    zh: '若身份提供方设置了组，角色由组决定，下次登录时会重新确定。',
  },
  reset: { en: 'Link to set a password…', zh: '设置密码的链接…' },
  resetTitle: { en: (name: string) => `Link for ${name}`, zh: (name) => `${name} 的链接` },
  resetAbout: {
    en: 'With it the person sets another password, once. The one until now stays good until then, and links made before are good no more.',
    zh: '本人可用它设置一次新密码。在此之前原密码仍然有效，此前生成的链接失效。',
  },
  resetButton: { en: 'Make the link', zh: '生成链接' },
  link: { en: 'Link', zh: '链接' },
  linkOnce: {
    en: (name: string, until: string) =>
      `Pass it on to ${name} now: it is shown only this once, and good until ${until}.`,
    zh: (name, until) => `请立即转交给 ${name}：链接仅显示这一次，有效期至 ${until}。`,
  },
  linkTold: {
    en: 'The account was made, but its link has been told before. Make a new link in its menu.',
    zh: '账号已创建，但链接此前已给出过。请在其菜单中重新生成链接。',
  },
  lock: { en: 'Lock…', zh: '锁定…' },
  lockTitle: { en: (name: string) => `Lock ${name}?`, zh: (name) => `锁定 ${name}？` },
  lockAbout: {
    en: 'All sign-ins of the account end now, and its tokens are refused until somebody unlocks it.',
    zh: '该账号的所有登录立即结束，令牌在解锁之前被拒绝。',
  },
  lockButton: { en: 'Lock the account', zh: '锁定账号' },
  lockedDone: { en: (name: string) => `${name} is locked`, zh: (name) => `${name} 已锁定` },
  unlock: { en: 'Unlock', zh: '解锁' },
  unlocked: { en: (name: string) => `${name} may come in again`, zh: (name) => `${name} 已解锁` },
  tokens: { en: 'See its tokens', zh: '查看其令牌' },
  history: { en: 'See what it has done', zh: '查看其操作' },
  delete: { en: 'Delete…', zh: '删除…' },
  deleteTitle: { en: (name: string) => `Delete “${name}”?`, zh: (name) => `删除“${name}”？` },
  deleteAbout: {
    en: 'The account goes with its sign-ins and tokens. What it has made stays, and the audit keeps its name.',
    zh: '该账号及其登录和令牌会被删除。它创建的内容会保留，审计中仍有其名称。',
  },
  deleteButton: { en: 'Delete the account', zh: '删除账号' },
  deleted: { en: (name: string) => `${name} is deleted`, zh: (name) => `${name} 已删除` },
});
