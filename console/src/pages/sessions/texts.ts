import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  title: { en: 'Sessions', zh: '会话' },
  about: {
    en: 'Conversations of people with bots: with whom, by which trigger, and how they stand.',
    zh: '用户与机器人的会话：对象、触发器与当前状态。',
  },
  sessions: { en: 'Conversations', zh: '会话' },
  turns: { en: 'Turns', zh: '轮次' },
  state: { en: 'State', zh: '状态' },
  kind: { en: 'Chat type', zh: '聊天类型' },
  trigger: { en: 'Trigger', zh: '触发器' },
  handler: { en: 'Handler', zh: '处理程序' },
  anyTrigger: { en: 'All triggers', zh: '全部触发器' },
  anyHandler: { en: 'All handlers', zh: '全部处理程序' },
  search: { en: 'Name or ID', zh: '姓名或 ID' },
  sender: { en: 'Sender', zh: '发送者' },
  chat: { en: 'Chat', zh: '聊天' },
  conversation: { en: 'Conversation', zh: '对话 ID' },
  messages: { en: 'Messages', zh: '消息数' },
  lastActive: { en: 'Last message', zh: '最近消息' },
  nameless: { en: 'Name not known', zh: '姓名未知' },
  hidden: { en: 'Hidden from your role', zh: '你的角色不可见' },
  emptyTitle: { en: 'No conversation yet', zh: '还没有会话' },
  empty: {
    en: 'When somebody writes to a bot and a trigger takes the message, the conversation is here: what was said, what the handler was asked, and what was sent.',
    zh: '有人给机器人发消息并被触发器接受后，会话会出现在这里：说了什么，向处理程序请求了什么，发送了什么。',
  },
  toTriggers: { en: 'Go to the triggers', zh: '前往触发器' },
  nothingTitle: { en: 'No conversation fits the filter', zh: '没有符合筛选条件的会话' },
  clear: { en: 'Clear the filter', zh: '清除筛选' },

  turnsAbout: {
    en: 'What handlers are asked: a message, several that belong together, or an event. What is dead has used up its tries, and waits until somebody has it asked again.',
    zh: '向处理程序请求的内容：一条消息、合并的多条消息或一个事件。死信已用尽重试次数，需有人重新处理。',
  },
  allStates: { en: 'State: all', zh: '状态：全部' },
  of: { en: 'Asked by', zh: '来自' },
  messagesOf: {
    en: (count: number) => `${count} ${plural(count, 'message', 'messages')}`,
    zh: (count) => `${count} 条消息`,
  },
  failures: { en: 'Failures', zh: '失败次数' },
  attempts: { en: 'Attempts', zh: '尝试次数' },
  began: { en: 'First message', zh: '首条消息' },
  ended: { en: 'Ended', zh: '结束时间' },
  error: { en: 'Last error', zh: '最近错误' },
  noTurnTitle: { en: 'No turn is dead', zh: '没有死信' },
  noTurn: {
    en: 'Whatever handlers were asked was answered, is worked on, or was cancelled or discarded.',
    zh: '向处理程序请求的内容都已答复、正在处理、已取消或已丢弃。',
  },
  noTurnFits: { en: 'No turn fits the filter', zh: '没有符合筛选条件的轮次' },
  replayMany: { en: 'Replay…', zh: '重新处理…' },
  replayTitle: { en: 'Replay what fits the filter?', zh: '重新处理符合条件的轮次？' },
  counting: { en: 'Counting…', zh: '正在统计…' },
  replayPlan: {
    en: (count: string, n: number) =>
      `${count} ${plural(n, 'turn is', 'turns are')} asked again, the oldest first. What was recalled or erased is left out.`,
    zh: (count) => `将从最早的开始重新处理 ${count} 个轮次。已撤回或清除的内容会跳过。`,
  },
  replayMost: {
    en: 'No more than a thousand at once: do it again for the others.',
    zh: '一次最多一千个，其余请再次操作。',
  },
  replayEffect: {
    en: 'Their handlers are asked as if they had not been, and people get the answers, however late.',
    zh: '处理程序会像从未处理过一样重新收到请求，用户会收到答复，即使已经很晚。',
  },
  replayButton: {
    en: (count: string, n: number) => `Replay ${count} ${plural(n, 'turn', 'turns')}`,
    zh: (count) => `重新处理 ${count} 个轮次`,
  },
  discardMany: { en: 'Discard…', zh: '丢弃…' },
  discardTitle: { en: 'Discard these dead turns?', zh: '丢弃这些死信轮次？' },
  discardPlan: {
    en: (count: string, n: number) =>
      `${count} ${plural(n, 'turn is', 'turns are')} no longer counted as dead. Nobody is told, and each can still be replayed.`,
    zh: (count) => `${count} 个轮次不再计为死信。不会通知任何人，之后仍可逐个重新处理。`,
  },
  discardButton: {
    en: (count: string, n: number) => `Discard ${count} ${plural(n, 'turn', 'turns')}`,
    zh: (count) => `丢弃 ${count} 个轮次`,
  },
  discardNone: { en: 'None of them is dead any more.', zh: '其中已没有死信。' },
  discarded: {
    en: (count: string, n: number) => `${count} ${plural(n, 'turn is', 'turns are')} discarded`,
    zh: (count) => `已丢弃 ${count} 个轮次`,
  },
  replayNone: { en: 'Nothing can be asked again.', zh: '没有可以重新处理的内容。' },
  replayed: {
    en: (count: string, n: number) => `${count} ${plural(n, 'turn is', 'turns are')} asked again`,
    zh: (count) => `${count} 个轮次正在重新处理`,
  },
});
