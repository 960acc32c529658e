import type { Message } from '../../model/message.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import type { LarkUser } from '../../model/triggers/tables.ts';

/** What `/stop` is answered with. */
export const stopped: Message = { en: 'Stopped.', zh: '已停止。' };
/** Likewise, when nothing was under way. */
export const nothingToStop: Message = { en: 'There is nothing to stop.', zh: '当前没有可停止的回答。' };
/** The code was right. */
export const paired: Message = { en: 'You are paired. Write to me.', zh: '配对成功，可以开始对话了。' };
/** It was not, or there is none. */
export const notPaired: Message = {
  en: 'This is not the code. Ask the owner of the bot.',
  zh: '配对码不正确，请联系机器人负责人。',
};

/** What can be said to the bot itself. */
export const help: Message = {
  en: '/new begins a new conversation\n/stop ends the answer\n/status says what is under way\n/whoami says who you are',
  zh: '/新会话 开始新的会话\n/停止 停止回答\n/状态 查看进行中的内容\n/我是谁 查看你的身份',
};

/** What goes on in the conversation. */
export function statusWords(session: Session | undefined, waiting: number): Message {
  if (session === undefined) return { en: 'No conversation is open.', zh: '当前没有进行中的会话。' };
  const person = session.state === 'handed_over';
  return {
    en: `Messages in this conversation: ${session.messageCount}. Waiting for an answer: ${waiting}.${person ? ' A person answers.' : ''}`,
    zh: `本会话消息数：${session.messageCount}。等待回复：${waiting}。${person ? '当前由人工回复。' : ''}`,
  };
}

/** What is known of whoever asks. */
export function whoWords(openId: string, user: LarkUser | undefined): Message {
  const name = user?.name;
  return {
    en: name === undefined ? `You are ${openId}.` : `You are ${name} (${openId}).`,
    zh: name === undefined ? `你是 ${openId}。` : `你是${name}（${openId}）。`,
  };
}
