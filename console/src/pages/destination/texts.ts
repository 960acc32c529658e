import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  checks: { en: 'Checks', zh: '检查' },
  test: { en: 'Test', zh: '测试' },
  neverTested: {
    en: 'Nobody has tested it yet, or its settings have changed since.',
    zh: '此目标尚未测试，或设置已更改。',
  },
  usedBy: { en: 'Pipelines that write here', zh: '写入此目标的管道' },
  unused: { en: 'No pipeline writes here.', zh: '没有管道写入此目标。' },
  settings: { en: 'Settings', zh: '设置' },
  saved: { en: 'Saved; it counts from the next run on. Test it again.', zh: '已保存，自下次运行起生效。请重新测试。' },
  address: { en: 'Address of the database', zh: '数据库地址' },
  addressAbout: {
    en: 'Kept sealed and never shown. Another address is another database: pipelines read everything again there.',
    zh: '加密保存，永不显示。更换地址即更换数据库：管道会在新库中重新读取全部数据。',
  },
  addressSaved: { en: 'The address is replaced. Test it again.', zh: '地址已替换，请重新测试。' },
  deleteWhat: {
    en: 'The service forgets the destination and its address. Only one that no pipeline uses can be deleted; what it holds stays.',
    zh: '服务将删除该目标及其地址。只能删除没有管道使用的目标；其中的数据会保留。',
  },
  deleteButton: { en: 'Delete the destination', zh: '删除目标' },
});
