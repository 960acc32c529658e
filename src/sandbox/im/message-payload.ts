import type { JsonObject } from '../../util/json.ts';
import type { Person, UserIdType } from '../people/person.ts';
import type { Im } from './im.ts';
import type { ImMessage } from './message.ts';

/** How a message is shown in an answer. */
export interface Shown {
  readonly idType?: UserIdType;
  /** `user_card_content`: the card as it was sent; `raw_card_content`: as it is now. */
  readonly cardContent?: string | null;
}

/** An id of a person of the kind that the caller asked for. */
export function idOf({ openId, unionId, userId }: Person, type: UserIdType): string {
  return type === 'open_id' ? openId : type === 'union_id' ? unionId : userId;
}

/** A message as answers have it; events have another shape. */
export function messagePayload(
  im: Im,
  message: ImMessage,
  { idType = 'open_id', cardContent }: Shown = {},
): JsonObject {
  const { id, said, createdMs, updatedMs, isUpdated, recalledMs, chatId, rootId, parentId, threadId, upperId } =
    message;
  const isRecalled = recalledMs !== undefined;
  return {
    message_id: id,
    ...(rootId === undefined ? {} : { root_id: rootId }),
    ...(parentId === undefined ? {} : { parent_id: parentId }),
    ...(threadId === undefined ? {} : { thread_id: threadId }),
    msg_type: said.type,
    create_time: String(Math.floor(createdMs)),
    update_time: String(Math.floor(updatedMs)),
    deleted: isRecalled,
    updated: isUpdated,
    chat_id: chatId,
    sender: senderPayload(im, message, idType),
    body: { content: isRecalled ? 'This message was recalled' : contentOf(im, message, cardContent) },
    ...(said.mentions.length === 0 || isRecalled ? {} : { mentions: mentionPayloads(im, message) }),
    ...(upperId === undefined ? {} : { upper_message_id: upperId }),
  };
}

/** JSON-2.0 cards degrade to a request to upgrade, unless the call asks for the card (im-v1/message/get). */
function contentOf(im: Im, { said }: ImMessage, cardContent: string | null | undefined): string {
  const card = cardOf(im, said);
  return card === undefined || !cardContent ? said.content : JSON.stringify(card);
}

/** The card of a message as it is now. */
export function cardOf(im: Im, { card, cardId }: ImMessage['said']): JsonObject | undefined {
  return (cardId === undefined ? undefined : im.cards.find(cardId)?.json) ?? card;
}

function senderPayload(im: Im, { author }: ImMessage, idType: UserIdType): JsonObject {
  const tenant_key = im.parts.tenantKey;
  if (author.kind === 'app') return { id: author.appId, id_type: 'app_id', sender_type: 'app', tenant_key };
  const person = im.parts.directory.byId(author.openId, 'open_id');
  const id = person === undefined ? author.openId : idOf(person, idType);
  return { id, id_type: idType, sender_type: 'user', tenant_key };
}

function mentionPayloads(im: Im, { said }: ImMessage): JsonObject[] {
  const tenant_key = im.parts.tenantKey;
  return said.mentions.map(({ key, openId: id, name }) => ({ key, id, id_type: 'open_id', name, tenant_key }));
}
