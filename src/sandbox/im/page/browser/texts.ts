/** What the page says, in one language. */
export interface Texts {
  readonly title: string;
  readonly writeAs: string;
  readonly changePerson: string;
  readonly searchPeople: string;
  readonly close: string;
  readonly otherLanguage: string;
  readonly chats: string;
  readonly back: string;
  readonly directWith: string;
  readonly topics: string;
  readonly group: string;
  readonly unread: string;
  readonly choose: string;
  readonly nothingYet: string;
  readonly messages: string;
  readonly message: string;
  readonly sendHint: string;
  readonly send: string;
  readonly save: string;
  readonly cancel: string;
  readonly attach: string;
  readonly mention: string;
  readonly everybody: string;
  readonly reply: string;
  readonly replyTo: (name: string) => string;
  readonly thread: string;
  readonly replies: (count: number) => string;
  readonly react: string;
  readonly chooseEmoji: string;
  readonly edit: string;
  readonly editing: string;
  readonly recall: string;
  readonly recalled: (name: string) => string;
  readonly edited: string;
  readonly bot: string;
  readonly onlyYou: string;
  readonly streaming: string;
  readonly image: string;
  readonly pressed: (code: number, why: string) => string;
  readonly lost: string;
  readonly failed: (why: string) => string;
  readonly cannotDraw: (what: string) => string;
  readonly seconds: (count: number) => string;
}

const en: Texts = {
  title: 'Chats of the sandbox',
  writeAs: 'You write as',
  changePerson: 'Write as somebody else',
  searchPeople: 'Search people by name',
  close: 'Close',
  otherLanguage: '中文',
  chats: 'Chats',
  back: 'Back',
  directWith: 'Direct chat',
  topics: 'Group of topics',
  group: 'Group',
  unread: 'new',
  choose: 'Choose a chat.',
  nothingYet: 'Nothing has been said here yet.',
  messages: 'Messages',
  message: 'Message',
  sendHint: 'Enter sends, Shift+Enter begins a new line, @ mentions somebody',
  send: 'Send',
  save: 'Save',
  cancel: 'Cancel',
  attach: 'Image or file',
  mention: 'Mention',
  everybody: 'everybody',
  reply: 'Reply',
  replyTo: (name) => `Reply to ${name}`,
  thread: 'Thread',
  replies: (count) => (count === 0 ? 'Reply in thread' : count === 1 ? '1 reply' : `${count} replies`),
  react: 'React',
  chooseEmoji: 'Choose an emoji',
  edit: 'Edit',
  editing: 'You change your message',
  recall: 'Recall',
  recalled: (name) => `${name} recalled a message`,
  edited: 'edited',
  bot: 'bot',
  onlyYou: 'Only you can see this',
  streaming: 'is being written',
  image: 'Image',
  pressed: (code, why) => `The app did not answer well (code ${code}): ${why}`,
  lost: 'The sandbox does not answer. The page tries again…',
  failed: (why) => `That did not work: ${why}`,
  cannotDraw: (what) => `[${what}]`,
  seconds: (count) => `${count} s`,
};

const zh: Texts = {
  title: '沙箱聊天',
  writeAs: '当前身份',
  changePerson: '切换身份',
  searchPeople: '按姓名搜索人员',
  close: '关闭',
  otherLanguage: 'English',
  chats: '聊天',
  back: '返回',
  directWith: '单聊',
  topics: '话题群',
  group: '群聊',
  unread: '新消息',
  choose: '请选择一个聊天。',
  nothingYet: '这里还没有消息。',
  messages: '消息',
  message: '消息内容',
  sendHint: '按 Enter 发送，按 Shift+Enter 换行，输入 @ 提及他人',
  send: '发送',
  save: '保存',
  cancel: '取消',
  attach: '图片或文件',
  mention: '提及',
  everybody: '所有人',
  reply: '回复',
  replyTo: (name) => `回复 ${name}`,
  thread: '话题',
  replies: (count) => (count === 0 ? '在话题中回复' : `${count} 条回复`),
  react: '表情',
  chooseEmoji: '选择表情',
  edit: '编辑',
  editing: '正在修改自己的消息',
  recall: '撤回',
  recalled: (name) => `${name} 撤回了一条消息`,
  edited: '已编辑',
  bot: '机器人',
  onlyYou: '仅你可见',
  streaming: '正在输入',
  image: '图片',
  pressed: (code, why) => `应用未正常响应（错误码 ${code}）：${why}`,
  lost: '沙箱没有响应，页面正在重试……',
  failed: (why) => `操作失败：${why}`,
  cannotDraw: (what) => `[${what}]`,
  seconds: (count) => `${count} 秒`,
};

/** The language that the page is in. */
export const language: 'en' | 'zh' = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
/** Its words. */
export const texts: Texts = { en, zh }[language];
