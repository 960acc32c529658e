import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Integrations', zh: '集成' },
  about: {
    en: 'Apps of Lark and Feishu that this service reads with, and that send it events.',
    zh: '本服务用来读取数据和接收事件的 Lark 与飞书应用。',
  },
  add: { en: 'Connect an app', zh: '接入应用' },
  search: { en: 'Search by name', zh: '按名称搜索' },
  region: { en: 'Platform', zh: '平台' },
  name: { en: 'Name', zh: '名称' },
  kind: { en: 'Kind of app', zh: '应用类型' },
  appId: { en: 'App ID', zh: 'App ID' },
  test: { en: 'Last test', zh: '最近测试' },
  tested: { en: 'Tested', zh: '测试时间' },
  events: { en: 'Events', zh: '事件' },
  disconnected: { en: 'Disconnected', zh: '已断开' },
  emptyTitle: { en: 'No integration yet', zh: '还没有集成' },
  empty: {
    en: 'An integration is one app of Lark or Feishu, with its credentials kept sealed. Create an app in the developer console, then connect it here: it takes about three minutes.',
    zh: '集成是 Lark 或飞书的一个应用，其凭证加密保存。请先在开发者后台创建应用，再在这里接入，约需三分钟。',
  },
  nothingTitle: { en: 'No integration fits the filter', zh: '没有符合筛选条件的集成' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },
});
