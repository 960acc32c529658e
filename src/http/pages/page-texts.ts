import type { Language } from '../../model/message.ts';

/** What the pages say. */
export interface PageTexts {
  readonly titles: Readonly<Record<'setup' | 'login' | 'claim', string>>;
  readonly otherLanguage: string;
  readonly needsScript: string;
  readonly unreachable: string;
  readonly incomplete: string;
  readonly name: string;
  readonly login: string;
  readonly loginHint: string;
  readonly password: string;
  readonly passwordHint: (least: number) => string;
  readonly makeAccount: string;
  readonly signIn: string;
  readonly signInBy: string;
  readonly claimHint: string;
  readonly draftName: string;
  readonly draftHint: string;
  readonly claim: string;
  readonly claimed: string;
  readonly claimedNext: string;
  readonly signedInAs: string;
  readonly next: string;
  readonly api: string;
  readonly makeToken: string;
  readonly tokenOnce: string;
  readonly byCurl: string;
  readonly signOut: string;
}

const en: PageTexts = {
  titles: { setup: 'Set up Larkstream', login: 'Sign in to Larkstream', claim: 'Connect a company' },
  otherLanguage: '中文',
  needsScript: 'This page needs JavaScript.',
  unreachable: 'The service does not answer. Look whether it still runs, then try again.',
  incomplete:
    'The link is not whole: copy all of it, with what follows the #. `larkstream admin reset` prints a new one.',
  name: 'Name',
  login: 'E-mail or login',
  loginHint: 'You sign in with it. The service sends nothing there.',
  password: 'Password',
  passwordHint: (least) => `At least ${least} characters`,
  makeAccount: 'Save and sign in',
  signIn: 'Sign in',
  signInBy: 'Sign in with {name}',
  claimHint:
    'The company that has installed the app gets a pipeline of its own: a draft, which does not run by itself.',
  draftName: 'Name of the pipeline',
  draftHint: 'Left empty, it is named after the integration and the company',
  claim: 'Make the draft',
  claimed: 'The draft of the pipeline:',
  claimedNext: 'Choose its destination and streams through the API, then activate it.',
  signedInAs: 'Signed in as',
  next: 'What comes next',
  api: 'The API describes itself (OpenAPI)',
  makeToken: 'Make an API token',
  tokenOnce: 'The token is shown only now. Try it:',
  byCurl: 'The same from a terminal:',
  signOut: 'Sign out',
};

const zh: PageTexts = {
  titles: { setup: '设置 Larkstream', login: '登录 Larkstream', claim: '接入企业' },
  otherLanguage: 'English',
  needsScript: '此页面需要 JavaScript。',
  unreachable: '服务没有应答。请确认服务仍在运行，然后重试。',
  incomplete: '链接不完整：请复制整个链接，包括 # 之后的部分。`larkstream admin reset` 可输出新链接。',
  name: '姓名',
  login: '邮箱或登录名',
  loginHint: '用于登录，服务不会向其发送任何内容。',
  password: '密码',
  passwordHint: (least) => `至少 ${least} 个字符`,
  makeAccount: '保存并登录',
  signIn: '登录',
  signInBy: '使用 {name} 登录',
  claimHint: '安装了应用的企业会得到自己的管道：一份不会自行运行的草稿。',
  draftName: '管道名称',
  draftHint: '留空则以集成和企业命名',
  claim: '创建草稿',
  claimed: '管道草稿：',
  claimedNext: '请通过 API 选择目标和数据流，然后启用。',
  signedInAs: '当前登录：',
  next: '接下来',
  api: 'API 说明（OpenAPI）',
  makeToken: '创建 API 令牌',
  tokenOnce: '令牌只显示这一次。可以试用：',
  byCurl: '在终端中完成同样的操作：',
  signOut: '退出登录',
};

/** What the pages say, in each language. */
export const pageTexts: Readonly<Record<Language, PageTexts>> = { en, zh };
