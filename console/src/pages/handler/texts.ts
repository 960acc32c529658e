import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  checks: { en: 'Test', zh: '测试' },
  test: { en: 'Test', zh: '测试' },
  neverTested: {
    en: 'Nobody has tested it yet, or it was changed since.',
    zh: '此处理程序尚未测试，或已更改。',
  },
  usedBy: { en: 'Triggers that name it', zh: '使用它的触发器' },
  unused: {
    en: 'No trigger names it yet: choose it in the draft of one.',
    zh: '尚无触发器使用：请在触发器草稿中选用。',
  },
  enable: { en: 'Enable', zh: '启用' },
  disable: { en: 'Disable', zh: '停用' },
  enabledDone: { en: (name: string) => `“${name}” is asked again`, zh: (name) => `“${name}”已启用` },
  disabledDone: { en: (name: string) => `“${name}” is asked nothing more`, zh: (name) => `“${name}”已停用` },
  disabledSince: { en: 'It is disabled.', zh: '已停用。' },
  disabledAbout: {
    en: 'What comes for it waits, and is asked when it is enabled, unless it is too old by then.',
    zh: '期间的内容会等待，启用后再处理；过期的不再处理。',
  },
  settings: { en: 'Settings', zh: '设置' },
  saved: {
    en: 'Saved; it counts from the next turn on. Test it again.',
    zh: '已保存，自下一轮对话起生效。请重新测试。',
  },
  elsewhere: {
    en: 'What is sent to another host than before needs its secrets typed again.',
    zh: '发送到其他主机时，须重新填写密钥。',
  },
  secrets: { en: 'Secrets', zh: '密钥' },
  secretsSaved: { en: 'The secrets are replaced. Test it again.', zh: '密钥已替换，请重新测试。' },
  key: { en: 'Key of signatures', zh: '签名密钥' },
  keyAbout: {
    en: 'Requests are signed with it (Standard Webhooks), so that your side knows them. Another key signs beside the one before it for a day.',
    zh: '请求用它签名（Standard Webhooks），供你的服务验证。更换后，新旧密钥在一天内同时签名。',
  },
  keySet: { en: (time: string) => `Set ${time}, sealed.`, zh: (time) => `${time} 设置，已加密。` },
  rotate: { en: 'Make another key', zh: '更换密钥' },
  rotateWhat: {
    en: 'A new key is made and shown once. For a day both keys sign, then only the new one.',
    zh: '将生成新密钥并显示一次。一天内新旧密钥同时签名，之后仅使用新密钥。',
  },
  keyOnce: { en: 'Copy it now: it is never shown again.', zh: '请立即复制：之后不再显示。' },
  deleteWhat: {
    en: 'The service forgets the handler and its secrets. Only one that no trigger names can be deleted.',
    zh: '服务将删除该处理程序及其密钥。只能删除没有触发器使用的处理程序。',
  },
  deleteButton: { en: 'Delete the handler', zh: '删除处理程序' },
});
