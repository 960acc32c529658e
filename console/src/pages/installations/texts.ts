import { defineTexts } from '../../texts/texts.ts';

export const stateTexts = defineTexts({
  installed: { en: 'Installed', zh: '已安装' },
  claimed: { en: 'Has its pipeline', zh: '已有管道' },
  stopped: { en: 'Stopped', zh: '已停用' },
  uninstalled: { en: 'Uninstalled', zh: '已卸载' },
});

export const texts = defineTexts({
  title: { en: 'Installations', zh: '安装' },
  about: {
    en: 'Companies that have installed an app of the store. A claim link gives one of them its pipeline.',
    zh: '已安装商店应用的企业。通过认领链接，企业可以得到自己的管道。',
  },
  company: { en: 'Company', zh: '企业' },
  integration: { en: 'Integration', zh: '集成' },
  state: { en: 'State', zh: '状态' },
  pipeline: { en: 'Pipeline', zh: '管道' },
  openPipeline: { en: 'Open', zh: '打开' },
  linkUntil: { en: 'Claim link good until', zh: '认领链接有效期至' },
  since: { en: 'Since', zh: '安装时间' },
  makeLink: { en: 'Make a claim link', zh: '生成认领链接' },
  history: { en: 'History', zh: '历史' },
  historyTitle: { en: (name: string) => `History of ${name}`, zh: (name) => `${name} 的历史` },
  noHistory: { en: 'The audit keeps nothing of it any more.', zh: '审计中已没有相关记录。' },
  older: { en: 'There is more of it in the audit.', zh: '更早的记录见审计。' },
  when: { en: 'When', zh: '时间' },
  who: { en: 'Who', zh: '谁' },
  what: { en: 'What', zh: '操作' },
  detail: { en: 'Details', zh: '详情' },
  apps: { en: 'Apps of the store', zh: '商店应用' },
  callback: { en: 'Callback URL', zh: '回调地址' },
  noCallback: { en: 'not connected by webhook', zh: '未以 Webhook 方式接入' },
  ticket: { en: 'Ticket', zh: 'app_ticket' },
  noTicket: { en: 'None has come yet', zh: '尚未收到' },
  ticketFresh: { en: 'Fresh', zh: '有效' },
  ticketOld: { en: 'Too old: one comes every hour', zh: '过旧：平台每小时推送一次' },
  linkTitle: { en: (name: string) => `Claim link for ${name}`, zh: (name) => `${name}的认领链接` },
  linkWhat: {
    en: 'Whoever has an account here and opens the link binds the company to the draft of a pipeline, once. The draft does not run by itself.',
    zh: '拥有账号的人打开链接后，该企业会得到一份管道草稿，链接仅可使用一次。草稿不会自行运行。',
  },
  linkAgain: {
    en: 'A link is out already: it is good no more once you make this one.',
    zh: '已有一个链接：生成新链接后，旧链接失效。',
  },
  linkMade: {
    en: (time: string) => `Copy it now: it is not shown again. It is good until ${time}.`,
    zh: (time) => `请立即复制：链接不会再次显示。有效期至 ${time}。`,
  },
  link: { en: 'Claim link', zh: '认领链接' },
  emptyTitle: { en: 'No company has installed an app yet', zh: '还没有企业安装应用' },
  empty: {
    en: 'Companies appear here once they install an app of the store that is connected by webhook. A custom app has one company and needs no installation.',
    zh: '以 Webhook 方式接入商店应用后，安装该应用的企业会显示在这里。自建应用只属于一个企业，无需安装。',
  },
  connect: { en: 'Connect an app', zh: '接入应用' },
  nothingTitle: { en: 'No installation fits the filter', zh: '没有符合筛选条件的安装' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },
});
