import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

export const texts = defineTexts({
  turn: { en: 'Turn', zh: '轮次' },
  state: { en: 'State', zh: '状态' },
  session: { en: 'Session', zh: '会话' },
  seeSession: { en: 'See the conversation', zh: '查看会话' },
  trigger: { en: 'Trigger', zh: '触发器' },
  version: { en: (number: string) => `version ${number}`, zh: (number) => `版本 ${number}` },
  event: { en: 'Event', zh: '事件' },
  attempts: { en: 'Attempts', zh: '尝试次数' },
  attemptsOf: {
    en: (attempts: string, failures: string) => `${attempts}, ${failures} failed`,
    zh: (attempts, failures) => `${attempts} 次，其中失败 ${failures} 次`,
  },
  tokens: { en: 'Tokens', zh: 'Token' },
  first: { en: 'First message', zh: '首条消息' },
  due: { en: 'Due', zh: '到期' },
  ended: { en: 'Ended', zh: '结束时间' },
  id: { en: 'ID', zh: 'ID' },
  messages: { en: 'What was asked', zh: '请求内容' },
  length: {
    en: (count: string, n: number) => `${count} ${plural(n, 'character', 'characters')}`,
    zh: (count) => `${count} 个字符`,
  },
  erased: { en: 'Recalled or erased', zh: '已撤回或清除' },
  replies: { en: 'What was sent', zh: '发送内容' },
  noReply: { en: 'Nothing yet.', zh: '暂无。' },
  tries: {
    en: (count: string, n: number) => `${count} ${plural(n, 'attempt', 'attempts')}`,
    zh: (count) => `尝试 ${count} 次`,
  },
  growing: { en: 'More may come', zh: '可能还有后续内容' },
  replay: { en: 'Replay', zh: '重新处理' },
  replayAbout: {
    en: 'Its handler is asked as if it had not been, and the answer is sent anew.',
    zh: '处理程序会像从未处理过一样重新收到请求，并重新发送答复。',
  },
  replayed: { en: 'The handler is asked again', zh: '正在重新请求处理程序' },
  discard: { en: 'Discard', zh: '丢弃' },
  discarded: { en: 'Discarded: it waits for nobody any more', zh: '已丢弃：不再需要处理' },
  laterUntil: { en: 'Answer awaited until', zh: '等待答复至' },
  cancel: { en: 'Stop', zh: '停止' },
  cancelled: { en: 'Stopped: what was not said yet stays unsaid', zh: '已停止：尚未发送的内容不再发送' },
  sendAgain: { en: 'Send again', zh: '重新发送' },
  sentAgain: { en: 'It is sent again, as a new message', zh: '将作为新消息重新发送' },
});
