import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Connect an app', zh: '接入应用' },
  about: {
    en: 'An app of your company reads its data. Choose the platform on which your company is.',
    zh: '由企业自己的应用读取数据。请选择企业所在的平台。',
  },
  mayNot: {
    en: 'Your role may look, but not connect apps. Ask an administrator.',
    zh: '你的角色只能查看，不能接入应用。请联系管理员。',
  },
  larkAbout: {
    en: 'Companies outside mainland China. Their addresses end in larksuite.com.',
    zh: '中国大陆以外的企业，网址以 larksuite.com 结尾。',
  },
  feishuAbout: {
    en: 'Companies in mainland China. Their addresses end in feishu.cn.',
    zh: '中国大陆的企业，网址以 feishu.cn 结尾。',
  },
  step1: { en: 'Create a custom app in the developer console:', zh: '在开发者后台创建自建应用：' },
  step2: {
    en: 'Grant it the scopes that the next pages list, and publish a version.',
    zh: '开通后续页面列出的权限，并发布版本。',
  },
  step3: { en: 'Enter its App ID and App Secret here.', zh: '在这里填写 App ID 和 App Secret。' },
  connected: { en: 'Apps that are connected', zh: '已接入的应用' },
  pipelineWith: { en: (name: string) => `New pipeline with “${name}”`, zh: (name) => `用“${name}”新建管道` },
  connect: { en: (name: string) => `Connect ${name}`, zh: (name) => `接入${name === 'Lark' ? ' Lark' : name}` },
});
