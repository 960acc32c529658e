import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'My account', zh: '我的账号' },
  profile: { en: 'Profile', zh: '个人信息' },
  'sign-ins': { en: 'Sign-ins', zh: '登录设备' },
  tokens: { en: 'API tokens', zh: 'API 令牌' },

  look: { en: 'How you see the console', zh: '界面偏好' },
  lookAbout: {
    en: 'Kept with your account: every browser in which you sign in takes it up.',
    zh: '随账号保存：在任何浏览器登录后都会生效。',
  },
  browserLanguage: { en: 'As the browser', zh: '跟随浏览器' },
  zone: { en: 'Time zone', zh: '时区' },
  browserZone: { en: (zone: string) => `As the browser: ${zone}`, zh: (zone) => `跟随浏览器：${zone}` },
  noZone: { en: 'No time zone is called that', zh: '没有匹配的时区' },
  light: { en: 'Light', zh: '浅色' },
  dark: { en: 'Dark', zh: '深色' },
  auto: { en: 'As the system', zh: '跟随系统' },

  login: { en: 'E-mail or login', zh: '邮箱或登录名' },
  issuer: { en: 'Signs in by', zh: '登录方式' },
  renamed: { en: 'Your name is changed', zh: '名称已更改' },

  password: { en: 'Password', zh: '密码' },
  noPassword: {
    en: 'You sign in elsewhere, and have no password here.',
    zh: '你通过其他身份提供方登录，在此没有密码。',
  },
  current: { en: 'Present password', zh: '当前密码' },
  next: { en: 'New password', zh: '新密码' },
  nextHint: { en: (least: number) => `At least ${least} characters`, zh: (least) => `至少 ${least} 个字符` },
  changePassword: { en: 'Change the password', zh: '更改密码' },
  passwordAbout: {
    en: 'In all other browsers you are signed out.',
    zh: '更改后，其他浏览器中的登录全部失效。',
  },
  passwordChanged: {
    en: 'The password is changed; in other browsers you are signed out',
    zh: '密码已更改，其他浏览器中的登录已失效',
  },

  signInsAbout: {
    en: 'A sign-in lasts 7 days, and ends after 12 hours without a request.',
    zh: '登录有效期为 7 天；12 小时没有请求则结束。',
  },
  browser: { en: 'Browser', zh: '浏览器' },
  thisOne: { en: 'This one', zh: '当前' },
  unknownAgent: { en: 'Unknown browser', zh: '未知浏览器' },
  on: {
    en: (browser: string, system: string) => `${browser} on ${system}`,
    zh: (browser, system) => `${system} 上的 ${browser}`,
  },
  address: { en: 'Address', zh: '地址' },
  seen: { en: 'Last seen', zh: '最近活动' },
  since: { en: 'Since', zh: '登录时间' },
  ends: { en: 'Ends at the latest', zh: '最迟结束' },
  end: { en: 'Sign out there', zh: '使其退出登录' },
  ended: { en: 'That sign-in has ended', zh: '该登录已结束' },
  noSignIns: { en: 'Nowhere signed in', zh: '没有登录' },

  newToken: { en: 'New token', zh: '新建令牌' },
  tokensAbout: {
    en: 'Programs use the API with a token in place of your password.',
    zh: '程序使用令牌代替密码访问 API。',
  },
  noTokens: { en: 'No token yet', zh: '还没有令牌' },
  noTokensWhat: {
    en: 'With a token, scripts and the typed client use the API in your name. Each is shown once, can be revoked here, and ends by itself.',
    zh: '脚本和类型化客户端可凭令牌以你的名义使用 API。令牌只显示一次，可在此撤销，到期自动失效。',
  },
});
