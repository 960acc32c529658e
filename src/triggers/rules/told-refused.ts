import type { Message } from '../../model/message.ts';
import type { Decision, DecisionCode } from '../../model/triggers/decision.ts';

/** What a person is told who was refused: nothing of lists and other people. What is absent is not told: nobody asked for anything. */
const words: Readonly<Partial<Record<DecisionCode, Message>>> = {
  chat_denied: { en: 'I do not answer in this chat.', zh: '我不在此聊天中回复。' },
  chat_not_allowed: { en: 'I do not answer in this chat.', zh: '我不在此聊天中回复。' },
  user_denied: { en: 'You may not use this bot. Ask its owner.', zh: '你没有使用此机器人的权限，请联系负责人。' },
  user_not_allowed: { en: 'You may not use this bot. Ask its owner.', zh: '你没有使用此机器人的权限，请联系负责人。' },
  department: {
    en: 'Your department may not use this bot. Ask its owner.',
    zh: '你所在的部门没有使用此机器人的权限，请联系负责人。',
  },
  not_paired: { en: 'Send /pair and your code first.', zh: '请先发送“/配对 配对码”。' },
  message_type: { en: 'I cannot read messages of this kind.', zh: '我无法处理此类消息。' },
  quota: {
    en: 'You have asked as often as you may for now. Try again later.',
    zh: '你的提问次数已达上限，请稍后再试。',
  },
  stale: {
    en: 'Your message reached me too late. Send it again if you still need an answer.',
    zh: '你的消息到达得太晚，如仍需要回复请重新发送。',
  },
};

/**
 * What to tell the sender, when no trigger has taken a message and one of them is to tell: why the last of those that could have did not. Undefined
 * where there is nothing to tell.
 */
export function toldRefused({ tried }: Decision, tells: (triggerId: string) => boolean): Message | undefined {
  if (tried.some(({ outcome }) => outcome === 'taken')) return undefined;
  return tried.filter(({ triggerId }) => tells(triggerId)).flatMap(({ code }) => words[code] ?? [])[0];
}
