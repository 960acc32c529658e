import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  intro: {
    en: 'Who may come in, what secrets are sealed with, and what is kept how long.',
    zh: '谁可以登录、密钥如何加密，以及内容保留多久。',
  },
  about: { en: 'About', zh: '关于' },
  accounts: { en: 'Accounts', zh: '账号' },
  tokens: { en: 'API tokens', zh: 'API 令牌' },
  'sign-in': { en: 'Signing in', zh: '登录方式' },
  keys: { en: 'Master keys', zh: '主密钥' },
  retention: { en: 'Retention', zh: '保留期限' },

  // Tokens of everybody.
  tokensAbout: { en: 'The API tokens of all accounts.', zh: '所有账号的 API 令牌。' },
  newToken: { en: 'New token of mine', zh: '新建我的令牌' },
  owner: { en: 'Owner', zh: '所有者' },
  noTokens: { en: 'No token yet', zh: '还没有令牌' },
  noTokensWhat: {
    en: 'Programs use the API with a token. Everybody makes their own, and administrators can revoke those of all.',
    zh: '程序使用令牌访问 API。每个人创建自己的令牌，管理员可以撤销所有人的令牌。',
  },
  noTokensOf: { en: 'This account has no token', zh: '该账号没有令牌' },

  // Retention.
  what: { en: 'What', zh: '内容' },
  kept: { en: 'Kept for', zh: '保留多久' },
  days: { en: (days: string) => `${days} days`, zh: (days) => `${days} 天` },
  retentionAbout: { en: 'The service tidies up every hour.', zh: '服务每小时清理一次。' },
  runs: { en: 'Runs with their attempts and reports', zh: '运行及其尝试和报告' },
  runsNote: { en: 'the last one of a pipeline stays', zh: '管道的最近一次运行始终保留' },
  lines: { en: 'Logs of runs', zh: '运行的日志' },
  events: { en: 'Events, and what has become of them', zh: '事件及其处理结果' },
  eventsNote: {
    en: 'given-up ones stay until somebody has them worked on again',
    zh: '死信保留到有人重新处理',
  },
  auditLines: { en: 'Audit', zh: '审计' },
  alerts: { en: 'Alerts', zh: '告警' },
  turns: { en: 'What triggers decided, worked on and sent', zh: '触发器的判定、处理和发送记录' },
  turnsNote: { en: 'after it has ended', zh: '结束后' },
  sessions: { en: 'Conversations', zh: '会话' },
  sessionsNote: { en: 'after the last message, unless they are pinned', zh: '最后一条消息后，置顶的除外' },
  people: { en: 'People who have written to bots', zh: '给机器人写过消息的用户' },
  peopleNote: {
    en: 'after they were seen last; whom somebody has blocked or mapped stays',
    zh: '最后一次出现后；被屏蔽或已设置映射的用户始终保留',
  },
  alertsNote: { en: 'after they have recovered', zh: '恢复后' },
  signIns: { en: 'Sign-ins', zh: '登录' },
  signInsNote: { en: 'they end after 12 hours without a request', zh: '12 小时没有请求则结束' },
  things: { en: 'Integrations, destinations, pipelines, accounts, secrets', zh: '集成、目标、管道、账号、密钥' },
  always: { en: 'until somebody deletes them', zh: '直到有人删除' },

  // About.
  version: { en: 'Version', zh: '版本' },
  processes: { en: 'Processes', zh: '进程' },
  processVersions: {
    en: 'Not all processes have this version: see the workers.',
    zh: '并非所有进程都是此版本，请查看工作进程。',
  },
  address: { en: 'Address', zh: '地址' },
  licence: { en: 'Licence', zh: '许可证' },
  reference: { en: 'Reference', zh: '参考' },
  apiReader: { en: 'API of this service', zh: '此服务的 API' },
  errorCodes: { en: 'Error codes', zh: '错误码' },
  packages: { en: 'Packages of others', zh: '第三方软件包' },
  packagesAbout: {
    en: 'What the service and this console are built on, with their licences.',
    zh: '服务和控制台使用的软件包及其许可证。',
  },
  package: { en: 'Package', zh: '软件包' },
  usedBy: { en: 'Used by', zh: '使用者' },
  service: { en: 'Service', zh: '服务' },
  console: { en: 'Console', zh: '控制台' },
});
