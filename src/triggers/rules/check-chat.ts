import type { Message } from '../../model/message.ts';
import type { ChatKind } from '../../model/triggers/inbound-message.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { MessageCase } from './subject.ts';

const kindNames: Readonly<Record<ChatKind, Message>> = {
  direct: { en: 'a direct chat', zh: '单聊' },
  group: { en: 'a group', zh: '群聊' },
  topic: { en: 'a group of topics', zh: '话题群' },
};

/** Where it was said. */
export function checkChat({ message, candidate }: MessageCase): Refusal | undefined {
  const { chatKinds, chats } = candidate.settings.messages;
  if (!chatKinds.includes(message.chatKind)) {
    const [was, wanted] = [kindNames[message.chatKind], chatKinds.map((kind) => kindNames[kind])];
    return refusal(
      'chat_kind',
      `It was said in ${was.en}; the trigger hears ${wanted.map(({ en }) => en).join(', ') || 'none'}`,
      `消息来自${was.zh}；触发器只处理${wanted.map(({ zh }) => zh).join('、') || '（未选择）'}`,
    );
  }
  if (chats.deny.includes(message.chatId)) {
    return refusal(
      'chat_denied',
      `The chat ${message.chatId} is on the deny list`,
      `聊天 ${message.chatId} 在拒绝名单中`,
    );
  }
  // A direct chat is chosen by its person; who lists groups does not mean to shut it.
  if (message.chatKind === 'direct' || chats.allow.length === 0 || chats.allow.includes(message.chatId))
    return undefined;
  return refusal(
    'chat_not_allowed',
    `The chat ${message.chatId} is not among the ${chats.allow.length} that are allowed`,
    `聊天 ${message.chatId} 不在允许的 ${chats.allow.length} 个聊天中`,
  );
}
