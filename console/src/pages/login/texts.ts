import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Sign in', zh: '登录' },
  by: { en: (name: string) => `Sign in with ${name}`, zh: (name) => `使用${name}登录` },
  or: { en: 'or', zh: '或' },
  login: { en: 'E-mail or login', zh: '邮箱或登录名' },
  password: { en: 'Password', zh: '密码' },
  forgotten: {
    en: 'Password forgotten? An admin can send you a new link.',
    zh: '忘记密码？管理员可以给你发送新链接。',
  },
  expired: {
    en: 'Your sign-in has ended. Sign in again to go on where you were.',
    zh: '登录已过期。重新登录后将回到刚才的页面。',
  },
  notSetUp: {
    en: 'The service has no account yet. Open the link that `larkstream serve` printed when it started; `larkstream admin reset` prints a new one.',
    zh: '服务尚无账号。请打开 `larkstream serve` 启动时输出的链接；`larkstream admin reset` 可输出新链接。',
  },
});
