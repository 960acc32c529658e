import type { JsonObject } from '../../util/json.ts';
import type { TenantEvent } from '../events/tenant-event.ts';
import type { App } from '../gateway/apps.ts';
import type { Person } from '../people/person.ts';
import { botOpenId } from './bots.ts';
import type { Chat } from './chat.ts';
import type { Im } from './im.ts';
import type { Author, ImMention, ImMessage } from './message.ts';

/** Scopes that open traffic, without a call that asks for them (im-v1/message/events/receive). */
export const messageScopes = {
  direct: ['im:message.p2p_msg:readonly', 'im:message.p2p_msg'],
  mentioned: ['im:message.group_at_msg:readonly', 'im:message.group_at_msg'],
  mentionedByBots: ['im:message.group_at_msg.include_bot:readonly'],
  everything: ['im:message.group_msg', 'im:message.group_msg:readonly'],
  botMembers: ['im:chat', 'im:chat.members:bot_access', 'im:chat:readonly'],
} as const;

/** The three ids of a person, as events have them. */
function idsOf({ openId, unionId, userId }: Person): JsonObject {
  return { union_id: unionId, user_id: userId, open_id: openId };
}

/** A person or a bot in the form of events. */
export function idsOfAuthor(im: Im, author: Author): JsonObject {
  if (author.kind === 'app') return { union_id: '', user_id: '', open_id: botOpenId(im.parts.options, author.appId) };
  const person = im.parts.directory.byId(author.openId, 'open_id');
  return person === undefined ? { union_id: '', user_id: '', open_id: author.openId } : idsOf(person);
}

/** Publishes to the bots of a chat that hold one of the scopes; none: no scope is needed. */
export function tellBots(
  im: Im,
  chat: Chat,
  event: Omit<TenantEvent, 'schema' | 'isFor'>,
  scopes: readonly string[],
): void {
  const isFor = (app: App): boolean => chat.bots.has(app.appId) && holdsOne(app, scopes);
  im.parts.events.publish(im.parts.tenantKey, { ...event, schema: '2.0', isFor });
  im.chats.changes.tell();
}

function holdsOne({ scopes: held }: App, scopes: readonly string[]): boolean {
  return scopes.length === 0 || scopes.some((scope) => held.has(scope));
}

/** im.message.receive_v1: each scope opens its own part of the traffic, and no bot hears itself. */
export function publishMessage(im: Im, chat: Chat, message: ImMessage): void {
  const { options, events, tenantKey } = im.parts;
  const body = { sender: senderOf(im, message), message: messageOf(im, chat, message) };
  events.publish(tenantKey, {
    type: 'im.message.receive_v1',
    schema: '2.0',
    body,
    isFor: (app) => {
      if (!chat.bots.has(app.appId) || (message.author.kind === 'app' && message.author.appId === app.appId))
        return false;
      const { mentions, mentionsAll } = message.said;
      const isNamed = mentions.some(({ openId }) => openId === botOpenId(options, app.appId));
      const isAll = mentionsAll && options.switches.imAtAll === 'delivered';
      return hears(app, { chat, isNamed: isNamed || isAll, isFromBot: message.author.kind === 'app' });
    },
  });
  im.chats.changes.tell();
}

function hears(
  app: App,
  { chat, isNamed, isFromBot }: { readonly chat: Chat; readonly isNamed: boolean; readonly isFromBot: boolean },
): boolean {
  if (chat.mode === 'p2p') return holdsOne(app, messageScopes.direct);
  if (isFromBot) return isNamed && holdsOne(app, messageScopes.mentionedByBots);
  const ofMentions = [...messageScopes.mentioned, ...messageScopes.mentionedByBots];
  return holdsOne(app, messageScopes.everything) || (isNamed && holdsOne(app, ofMentions));
}

function senderOf(im: Im, { author }: ImMessage): JsonObject {
  const sender_type = author.kind === 'app' ? 'bot' : 'user';
  return { sender_id: idsOfAuthor(im, author), sender_type, tenant_key: im.parts.tenantKey };
}

function messageOf(im: Im, chat: Chat, message: ImMessage): JsonObject {
  const { id, rootId, parentId, threadId, said, createdMs, updatedMs } = message;
  return {
    message_id: id,
    ...(rootId === undefined ? {} : { root_id: rootId }),
    ...(parentId === undefined ? {} : { parent_id: parentId }),
    create_time: String(Math.floor(createdMs)),
    update_time: String(Math.floor(updatedMs)),
    chat_id: chat.id,
    ...(threadId === undefined ? {} : { thread_id: threadId }),
    chat_type: chat.mode === 'p2p' ? 'p2p' : 'group',
    message_type: said.type,
    content: said.content,
    ...(said.mentions.length === 0 ? {} : { mentions: said.mentions.map((mention) => mentionOf(im, mention)) }),
  };
}

function mentionOf(im: Im, { key, openId, kind, name }: ImMention): JsonObject {
  const person = im.parts.directory.byId(openId, 'open_id');
  const id = person === undefined ? { union_id: '', user_id: '', open_id: openId } : idsOf(person);
  return { key, id, mentioned_type: kind, name, tenant_key: im.parts.tenantKey };
}

/** im.message.reaction.created_v1 and deleted_v1: without a chat and without the id of the reaction. */
export function publishReaction(
  im: Im,
  message: ImMessage,
  { emoji, by, nowMs, isGone }: { emoji: string; by: Author; nowMs: number; isGone: boolean },
): void {
  const chat = im.chats.require(message.chatId);
  const body: JsonObject = {
    message_id: message.id,
    reaction_type: { emoji_type: emoji },
    operator_type: by.kind,
    ...(by.kind === 'user' ? { user_id: idsOfAuthor(im, by) } : { app_id: by.appId }),
    action_time: String(Math.floor(nowMs)),
  };
  const type = `im.message.reaction.${isGone ? 'deleted' : 'created'}_v1`;
  tellBots(im, chat, { type, body }, ['im:message.reactions:read', 'im:message:readonly']);
}

/** im.message.recalled_v1. */
export function publishRecall(im: Im, message: ImMessage, recallType: string): void {
  const body = {
    message_id: message.id,
    chat_id: message.chatId,
    recall_time: String(Math.floor(message.recalledMs ?? 0)),
    recall_type: recallType,
  };
  const scopes = ['im:message', 'im:message:readonly'];
  tellBots(im, im.chats.require(message.chatId), { type: 'im.message.recalled_v1', body }, scopes);
}

/** What all events about a group say of it. */
export function aboutChat(im: Im, chat: Chat, operator: Author): JsonObject {
  return {
    chat_id: chat.id,
    operator_id: idsOfAuthor(im, operator),
    external: false,
    operator_tenant_key: im.parts.tenantKey,
    name: chat.name,
    i18n_names: { zh_cn: chat.name, en_us: chat.name, ja_jp: chat.name },
  };
}
