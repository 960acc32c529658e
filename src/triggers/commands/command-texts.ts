import type { Message } from '../../model/message.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import { plural } from '../../util/plural.ts';
import { durationOf } from '../rules/duration-words.ts';

/** What `/help` says. */
export function helpText(botName: string | undefined): Message {
  const name = botName ?? '';
  return {
    en: [
      name === '' ? 'Write to me, or mention me in a group.' : `Write to ${name}, or mention it in a group.`,
      '`/new` begins a new conversation, `/stop` ends the answer that is under way,',
      '`/status` says how the conversation stands, `/whoami` says who you are to me.',
    ].join('\n'),
    zh: [
      name === '' ? '直接给我发消息，或在群里 @ 我。' : `直接给 ${name} 发消息，或在群里 @ 它。`,
      '`/新会话` 开始新会话，`/停止` 结束正在进行的回复，',
      '`/状态` 查看会话状态，`/我是谁` 查看你的身份。',
    ].join('\n'),
  };
}

/** What `/stop` says, by how many turns it has ended. */
export function stopText(ended: number): Message {
  return ended === 0
    ? { en: 'Nothing is under way.', zh: '当前没有进行中的回复。' }
    : { en: 'Stopped.', zh: '已停止。' };
}

/** How a conversation stands: `ahead` counts what is worked on and waits. */
export interface ConversationStatus {
  readonly session: Pick<Session, 'state' | 'messageCount' | 'expiresAt' | 'isPinned'> | undefined;
  readonly ahead: number;
  readonly now: number;
}

/** What `/status` says. */
export function statusText({ session, ahead, now }: ConversationStatus): Message {
  if (session === undefined || session.state === 'idle' || session.state === 'closed') {
    return { en: 'No conversation goes on here.', zh: '当前没有进行中的会话。' };
  }
  const who =
    session.state === 'handed_over'
      ? { en: 'A person answers.', zh: '当前由人工回复。' }
      : { en: 'The conversation goes on.', zh: '会话进行中。' };
  const waiting =
    ahead === 0
      ? { en: 'Nothing waits.', zh: '没有等待处理的消息。' }
      : { en: `${plural(ahead, 'question')} under way or waiting.`, zh: `${ahead} 个问题正在处理或等待处理。` };
  const count = { en: `${plural(session.messageCount, 'message')}.`, zh: `共 ${session.messageCount} 条消息。` };
  return {
    en: [who.en, count.en, waiting.en, endOf(session, now).en].filter((part) => part !== '').join(' '),
    zh: [who.zh, count.zh, waiting.zh, endOf(session, now).zh].join(''),
  };
}

/** What `/whoami` says: how the trigger and its handler know the person. */
export function whoamiText(user: {
  readonly openId: string;
  readonly name: string | undefined;
  readonly handlerUserId: string | undefined;
}): Message {
  const known = user.handlerUserId;
  return {
    en: `You are ${user.name ?? 'somebody whose name I may not read'}, \`${user.openId}\`.${known === undefined ? '' : ` The one who answers knows you as \`${known}\`.`}`,
    zh: `你是${user.name ?? '（无权读取姓名）'}，\`${user.openId}\`。${known === undefined ? '' : `回复程序中的身份为 \`${known}\`。`}`,
  };
}

/** What `/pair` says when the code was right. */
export const paired: Message = { en: 'You are paired. Write to me.', zh: '配对成功，可以开始对话了。' };
/** When it was not, or there is none. */
export const notPaired: Message = {
  en: 'This is not the code. Ask the owner of the bot.',
  zh: '配对码不正确，请联系机器人负责人。',
};

function endOf({ expiresAt, isPinned }: NonNullable<ConversationStatus['session']>, now: number): Message {
  if (isPinned) return { en: 'It is pinned.', zh: '已置顶。' };
  if (expiresAt === undefined || expiresAt <= now) return { en: '', zh: '' };
  const left = durationOf(expiresAt - now);
  return { en: `It ends after ${left.en} of silence.`, zh: `${left.zh}无消息后结束。` };
}
