import { type JsonObject, readText } from '../util/json.ts';
import { chatOf } from './who-and-where.ts';

/**
 * What keeps its order: one instance of Approval, for the platform promises it (approval-v4/event and its FAQ); one chat, for what is said, taken back
 * and pressed in it is a conversation, and two processes must not swap it. A reaction names no chat, only its message.
 */
export function orderKeyOf(type: string, body: JsonObject): string | null {
  if (type.startsWith('approval_')) return keyOf('approval', readText(body, 'instance_code'));
  if (!type.startsWith('im.') && !type.startsWith('card.action.')) return null;
  const chatId = chatOf(body);
  if (chatId !== undefined) return `chat/${chatId}`;
  return type.startsWith('im.message.reaction.') ? keyOf('message', readText(body, 'message_id')) : null;
}

function keyOf(kind: string, id: string | null): string | null {
  return id === null ? null : `${kind}/${id}`;
}
