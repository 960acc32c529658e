import { defineTexts, useTexts } from '../texts/texts.ts';

/** What people call the values of settings, by the name of the setting; values without a word are words already, such as `text`. */
const texts = defineTexts({
  'kind.messages': { en: 'Messages', zh: '消息' },
  'kind.events': { en: 'Other events', zh: '其他事件' },
  'chatKinds.direct': { en: 'Direct chats', zh: '单聊' },
  'chatKinds.group': { en: 'Groups', zh: '群聊' },
  'chatKinds.topic': { en: 'Topic groups', zh: '话题群' },
  'groupStrategy.mention': { en: 'When mentioned', zh: '@ 机器人时' },
  'groupStrategy.all': { en: 'Every message', zh: '全部消息' },
  'groupStrategy.thread': { en: 'When mentioned, then the topic', zh: '@ 后跟随话题' },
  'groupStrategy.keyword': { en: 'By keyword', zh: '按关键词' },
  'groupStrategy.command': { en: 'By command', zh: '按命令' },
  'languages.en': { en: 'English', zh: '英文' },
  'languages.zh': { en: 'Chinese', zh: '中文' },
  'bots.never': { en: 'Never', zh: '从不' },
  'bots.mentions': { en: 'When they mention this one', zh: '仅在 @ 本机器人时' },
  'bots.always': { en: 'Always', zh: '始终' },
  'scope.chat': { en: 'Chat', zh: '聊天' },
  'scope.thread': { en: 'Topic', zh: '话题' },
  'scope.user': { en: 'Person', zh: '用户' },
  'scope.chat_user': { en: 'Person in a chat', zh: '聊天内的用户' },
  'busy.queue': { en: 'Waits', zh: '排队' },
  'busy.interrupt': { en: 'Interrupts', zh: '打断' },
  'busy.merge': { en: 'Is put together', zh: '合并' },
  'busy.steer': { en: 'Is given to the handler', zh: '交给处理程序' },
  'language.en': { en: 'English', zh: '英文' },
  'language.zh': { en: 'Chinese', zh: '中文' },
  'language.user': { en: 'Of the person', zh: '按用户' },
  'is.equals': { en: 'is', zh: '等于' },
  'is.not_equals': { en: 'is not', zh: '不等于' },
  'is.one_of': { en: 'is one of', zh: '属于' },
  'is.contains': { en: 'contains', zh: '包含' },
  'is.matches': { en: 'matches', zh: '匹配' },
  'is.exists': { en: 'is there', zh: '存在' },
  'is.greater': { en: 'is greater than', zh: '大于' },
  'is.less': { en: 'is less than', zh: '小于' },
  'provisionFailure.go_on': { en: 'Goes on without the ID', zh: '不带 ID 继续' },
  'provisionFailure.refuse': { en: 'Is tried later', zh: '稍后重试' },
  'auth.none': { en: 'None', zh: '无' },
  'auth.password': { en: 'User and password', zh: '用户名与密码' },
  'auth.token': { en: 'Token', zh: '令牌' },
  'auth.credentials': { en: 'Credentials file', zh: '凭证文件' },
  'sasl.none': { en: 'None', zh: '无' },
  'incremental.exact': { en: 'exact: everything, each time', zh: 'exact：每次读取全部' },
  'incremental.changes': {
    en: 'changes: what has changed, and a share of the rest',
    zh: 'changes：读取变化，并分批核对其余',
  },
  'output.text': { en: 'Markdown', zh: 'Markdown 文本' },
  'output.events': { en: 'Events, one a line', zh: '每行一个事件' },
});

const isKnown = (name: string): name is keyof typeof texts => Object.hasOwn(texts, name);

/** Says a value of a setting. */
export function useValueWord(): (setting: string, value: string) => string {
  const said = useTexts(texts);
  return (setting, value) => {
    const name = `${setting}.${value}`;
    return isKnown(name) ? said[name] : value;
  };
}
