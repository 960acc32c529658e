import { createHash } from 'node:crypto';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';

type Placed = Pick<InboundMessage, 'id' | 'chatId' | 'chatKind' | 'threadId' | 'rootId' | 'sender'>;

/**
 * What a message has in common with those of the same conversation. A topic goes by the message that it begins with, which is its `root_id` in all that
 * follow: where answers begin a topic, the question is in the same conversation as what comes after it.
 */
export function sessionKey(message: Placed, { session, reply }: Pick<TriggerSettings, 'session' | 'reply'>): string {
  const { chatId, sender } = message;
  switch (session.scope) {
    case 'chat':
      return `chat/${chatId}`;
    case 'thread': {
      const begins = reply.inThread && message.chatKind !== 'direct';
      const root = topicRoot(message) ?? (begins ? message.id : undefined);
      return root === undefined ? `chat/${chatId}` : `chat/${chatId}/topic/${root}`;
    }
    case 'user':
      return `user/${sender.tenantKey}/${sender.openId}`;
    case 'chat_user':
      return `chat/${chatId}/user/${sender.openId}`;
  }
}

/** Where a message stands, whatever makes a conversation: the chat, or the topic in it. */
export function placeOf(message: Placed): string {
  const root = topicRoot(message);
  return root === undefined ? message.chatId : `${message.chatId}/${root}`;
}

/**
 * Turns of one lane come one after another: those of one session in one place. What was said in two topics is never gathered into one turn, nor does one
 * topic wait for another.
 */
export function messageLane(triggerId: string, key: string, message: Placed): string {
  const place = placeOf(message);
  return `${triggerId}|${key}${key === `chat/${place}` ? '' : `|${place}`}`;
}

/** Of events: those with one value to keep order by come one after another; others are each in a lane of its own. */
export function eventLane(triggerId: string, eventId: string, orderValue: string | undefined): string {
  return orderValue === undefined ? `${triggerId}|event/${eventId}` : `${triggerId}|order/${short(orderValue)}`;
}

/** Of a topic `root_id` is its first message (im-v1/message: replies in a topic); that one has none, and is its own. */
function topicRoot({ id, threadId, rootId, chatKind }: Placed): string | undefined {
  return threadId === undefined && chatKind !== 'topic' ? undefined : (rootId ?? id);
}

/** A value of any length as a part of a key. */
function short(value: string): string {
  return value.length <= 64 ? value : createHash('sha256').update(value).digest('base64url');
}
