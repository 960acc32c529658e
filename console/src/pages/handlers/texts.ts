import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Handlers', zh: '处理程序' },
  about: {
    en: 'Who works on messages and events: your URL, a language model, a program.',
    zh: '处理消息和事件的一方：你的 URL、语言模型或程序。',
  },
  search: { en: 'Search by name', zh: '按名称搜索' },
  kind: { en: 'Kind', zh: '种类' },
  name: { en: 'Name', zh: '名称' },
  place: { en: 'Place', zh: '位置' },
  state: { en: 'State', zh: '状态' },
  testedAt: { en: 'Tested', zh: '测试时间' },
  create: { en: 'New handler', zh: '新建处理程序' },
  createButton: { en: 'Create and test', zh: '创建并测试' },
  created: { en: (name: string) => `“${name}” is there`, zh: (name) => `已创建“${name}”` },
  more: { en: 'More settings', zh: '更多设置' },
  keyTitle: { en: 'Key of signatures', zh: '签名密钥' },
  keyOnce: {
    en: 'Requests to the URL are signed with it (Standard Webhooks). Copy it now: it is never shown again.',
    zh: '发往该 URL 的请求用它签名（Standard Webhooks）。请立即复制：之后不再显示。',
  },
  keyDone: { en: 'I have copied it', zh: '我已复制' },
  emptyTitle: { en: 'No handler yet', zh: '还没有处理程序' },
  empty: {
    en: 'A handler gets what a trigger takes, and answers: at once, as its text grows, later, or not at all. Make one, test it, then name it in a trigger.',
    zh: '触发器匹配的内容交给处理程序，由它回复：立即回复、流式回复、稍后回复，或不回复。先创建并测试，再在触发器中选用。',
  },
  nothingTitle: { en: 'No handler fits the filter', zh: '没有符合筛选条件的处理程序' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },
});
