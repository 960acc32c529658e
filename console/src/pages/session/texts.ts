import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

const messages = (count: number): string => `${count} ${plural(count, 'message', 'messages')}`;

export const texts = defineTexts({
  titleOf: { en: (name: string) => `Conversation with ${name}`, zh: (name) => `与${name}的会话` },
  titlePlain: { en: 'Conversation', zh: '会话' },
  all: { en: 'All sessions', zh: '全部会话' },

  timeout: {
    en: 'Nothing was said in its time, so the next message begins another one. Continue it, and the next message goes on with it.',
    zh: '超时未活动，下一条消息会开始新的会话。选择“继续”后，下一条消息会接着此会话。',
  },
  command: {
    en: 'Somebody has begun another one, or has ended it, in the chat.',
    zh: '用户在聊天中开始了新的会话或结束了此会话。',
  },
  person: {
    en: 'It was closed here. Continue it, and the next message goes on with it.',
    zh: '已在此关闭。选择“继续”后，下一条消息会接着此会话。',
  },
  recall: { en: 'What it began with was recalled, so it cannot be continued.', zh: '起始消息已被撤回，无法继续。' },
  superseded: {
    en: 'Another one has taken its place. Continue it, and the other one ends.',
    zh: '已被另一个会话取代。选择“继续”后，另一个会话会结束。',
  },
  withPerson: {
    en: 'A person answers in the chat on Lark. The handler is asked nothing until it has it back; what is said is kept here.',
    zh: '由人在飞书的聊天中答复。交还之前不会请求处理程序；所说内容会保留在这里。',
  },

  handOver: { en: 'Hand to a person', zh: '转人工' },
  handedOver: { en: 'The handler is asked no more: answer in the chat on Lark', zh: '已转人工：请在飞书的聊天中答复' },
  takeBack: { en: 'Give back to the handler', zh: '交还处理程序' },
  tookBack: { en: 'The handler answers again', zh: '处理程序恢复答复' },
  close: { en: 'Close', zh: '关闭' },
  closed: { en: 'Closed: the next message begins another one', zh: '已关闭：下一条消息会开始新的会话' },
  continue: { en: 'Continue', zh: '继续' },
  continued: { en: 'The next message goes on with it', zh: '下一条消息会接着此会话' },
  pin: { en: 'Pin: never goes idle', zh: '置顶：不会超时' },
  pinned: { en: 'It stays open until it is unpinned', zh: '取消置顶之前保持进行中' },
  unpin: { en: 'Unpin', zh: '取消置顶' },
  unpinned: { en: 'It has its time again', zh: '恢复超时' },
  fork: { en: 'Fork: go on in a copy', zh: '派生：在副本中继续' },
  forked: { en: 'This is the copy, in the place of the other', zh: '这是取代原会话的副本' },
  reset: { en: 'Reset…', zh: '重置…' },
  resetTitle: { en: 'Begin anew?', zh: '重新开始？' },
  resetWhat: {
    en: 'An empty conversation takes the place of this one, and what waits or is worked on stops. This one is kept, and can be continued.',
    zh: '空会话会取代此会话，等待中或处理中的轮次会停止。此会话会保留，可以继续。',
  },
  resetButton: { en: 'Reset', zh: '重置' },
  wasReset: { en: 'This is the new one: nothing was said in it yet', zh: '这是新的会话，还没有内容' },
  erase: { en: 'Erase…', zh: '清除…' },
  eraseTitle: { en: 'Erase this conversation?', zh: '清除此会话？' },
  eraseWhat: {
    en: (count: number) =>
      `The conversation goes, with ${messages(count)} and the key that opens them. It cannot be undone. What stands in the chat on Lark stays there.`,
    zh: (count) => `会话、其中 ${count} 条消息以及解密密钥都会被清除，无法恢复。飞书聊天中的消息不受影响。`,
  },
  eraseButton: { en: 'Erase', zh: '清除' },
  erased: { en: 'The conversation is erased', zh: '会话已清除' },

  transcript: { en: 'What was said', zh: '会话内容' },
  show: { en: 'Show what was said', zh: '查看会话内容' },
  audited: {
    en: 'It is what people wrote. The audit keeps who has read it.',
    zh: '这是用户所写的内容。审计会记录谁查看过。',
  },
  notShown: {
    en: 'It is what people wrote, and is shown to operators only.',
    zh: '这是用户所写的内容，仅操作员可见。',
  },
  earlier: { en: 'Earlier messages', zh: '更早的消息' },
  newOnes: { en: (count: number) => `Read ${messages(count)} more`, zh: (count) => `再读取 ${count} 条消息` },
  nothingSaid: { en: 'Nothing was said yet, or it was kept no longer.', zh: '还没有内容，或已超过保留时间。' },
  bot: { en: 'Bot', zh: '机器人' },
  bystander: { en: 'not to the bot', zh: '并非对机器人所说' },
  somebody: { en: 'Somebody', zh: '某人' },

  turns: { en: 'What the handler was asked', zh: '对处理程序的请求' },
  noTurns: { en: 'Nothing yet', zh: '暂无' },
  noTurnsWhat: { en: 'What was asked is kept for a while after it has ended.', zh: '请求结束后会保留一段时间。' },

  facts: { en: 'Facts', zh: '详情' },
  sender: { en: 'Sender', zh: '发送者' },
  chat: { en: 'Chat', zh: '聊天' },
  thread: { en: 'Topic', zh: '话题' },
  trigger: { en: 'Trigger', zh: '触发器' },
  handler: { en: 'Handler', zh: '处理程序' },
  integration: { en: 'Integration', zh: '集成' },
  company: { en: 'Company', zh: '企业' },
  conversation: { en: 'Conversation of the handler', zh: '处理程序的对话 ID' },
  messages: { en: 'Messages', zh: '消息数' },
  began: { en: 'Began', zh: '开始时间' },
  lastActive: { en: 'Last message', zh: '最近消息' },
  expires: { en: 'Goes idle', zh: '超时时间' },
  never: { en: 'Never', zh: '不超时' },
  before: { en: 'In the place of', zh: '接替的会话' },
  beforeLink: { en: 'the one before', zh: '上一个会话' },
  id: { en: 'ID', zh: 'ID' },
});
