import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  first: { en: 'Make the first account', zh: '创建首个账号' },
  password: { en: 'Set your password', zh: '设置密码' },
  incomplete: {
    en: 'The link is not whole: copy all of it, with what follows the #. `larkstream admin reset` prints a new one.',
    zh: '链接不完整：请复制整个链接，包括 # 之后的部分。`larkstream admin reset` 可输出新链接。',
  },
  intro: {
    en: 'You become the administrator of this service, and are signed in at once.',
    zh: '你将成为此服务的管理员，并立即登录。',
  },
  name: { en: 'Name', zh: '姓名' },
  login: { en: 'E-mail or login', zh: '邮箱或登录名' },
  loginHint: {
    en: 'You sign in with it. The service sends nothing there.',
    zh: '用于登录，服务不会向其发送任何内容。',
  },
  newPassword: { en: 'Password', zh: '密码' },
  passwordHint: { en: (least: number) => `At least ${least} characters`, zh: (least) => `至少 ${least} 个字符` },
  account: { en: (login: string) => `For the account ${login}`, zh: (login) => `账号：${login}` },
  save: { en: 'Save and sign in', zh: '保存并登录' },
});
