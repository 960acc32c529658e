import { isObject, tryParseJson } from '../../util/json.ts';
import { ApiFailure, type Exchange, type Route } from '../route.ts';
import { checkMessageCard, degraded, isShared, maxCardBytes } from './card-json.ts';
import type { Chat } from './chat.ts';
import { readContent } from './content.ts';
import type { Im } from './im.ts';
import { publishMessage, publishRecall } from './im-events.ts';
import type { ImMessage } from './message.ts';
import { messagePayload } from './message-payload.ts';
import { cardRefusal, refusal } from './refusals.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;
const maxEdits = 20;
const maxUuid = 50;
const path = '/open-apis/im/v1/messages';

/** What bots write, change and take back. Codes: im-v1/message/{create,reply,update,delete}, message-card/patch. */
export function messageRoutes(im: Im): readonly Route[] {
  const one = `${path}/:message_id`;
  return [
    { method: 'POST', path, handle: (exchange) => ({ data: messagePayload(im, create(im, exchange)) }) },
    { method: 'POST', path: `${one}/reply`, handle: (exchange) => ({ data: messagePayload(im, reply(im, exchange)) }) },
    { method: 'PUT', path: one, handle: (exchange) => ({ data: messagePayload(im, edit(im, exchange)) }) },
    { method: 'PATCH', path: one, handle: (exchange) => ({ data: patchCard(im, exchange) }) },
    { method: 'DELETE', path: one, handle: (exchange) => ({ data: recall(im, exchange) }) },
  ];
}

interface Written {
  readonly type: string;
  readonly content: string;
  readonly uuid: string | undefined;
}

function written({ body, appId }: Exchange): Written {
  const { msg_type: type, content, uuid } = body;
  if (typeof type !== 'string' || typeof content !== 'string') throw refusal(230001);
  if (typeof uuid === 'string' && uuid.length > maxUuid) throw refusal(230001, 'uuid is too long');
  return { type, content, uuid: typeof uuid === 'string' && uuid !== '' ? `${appId} ${uuid}` : undefined };
}

function create(im: Im, exchange: Exchange): ImMessage {
  const { appId, nowMs } = exchange;
  im.bot(appId);
  const message = written(exchange);
  const chat = addressed(im, exchange);
  if (!chat.bots.has(appId)) throw refusal(230002);
  const before = madeBefore(im, message, nowMs);
  if (before !== undefined) return before;
  im.admit(chat, appId);
  return send(im, exchange, message, { chat });
}

/** The chat that `receive_id` names; that of a person with the bot is made on the way. */
function addressed(im: Im, { query, body, appId, nowMs }: Exchange): Chat {
  const id = typeof body.receive_id === 'string' ? body.receive_id : '';
  const type = query.get('receive_id_type');
  if (type === 'chat_id') {
    const chat = im.chats.find(id);
    if (!/^oc_/.test(id)) throw refusal(230034);
    if (chat === undefined) throw refusal(230002);
    return chat;
  }
  const { directory } = im.parts;
  const person =
    type === 'email'
      ? directory.byEmail(id)
      : type === 'open_id' || type === 'union_id' || type === 'user_id'
        ? directory.byId(id, type)
        : undefined;
  if (person === undefined) throw refusal(230034);
  im.admitPerson(person.openId);
  return im.chats.direct(person.openId, appId, nowMs);
}

function reply(im: Im, exchange: Exchange): ImMessage {
  const { params, body, appId, nowMs } = exchange;
  im.bot(appId);
  const message = written(exchange);
  const parent = im.seen(params.message_id, appId);
  const before = madeBefore(im, message, nowMs);
  if (before !== undefined) return before;
  if (parent.recalledMs !== undefined) throw refusal(230011);
  const inThread = body.reply_in_thread === true;
  if (inThread && parent.said.type === 'merge_forward')
    throw new ApiFailure(230072, 'Aggregated messages do not support reply in thread.');
  const chat = im.chatOf(parent, appId);
  im.admit(chat, appId);
  return send(im, exchange, message, { chat, parent, inThread });
}

/** The same uuid makes a message once within an hour. */
function madeBefore(im: Im, { uuid }: Written, nowMs: number): ImMessage | undefined {
  const before = uuid === undefined ? undefined : im.byUuid.get(uuid);
  return before !== undefined && nowMs - before.createdMs < hourMs ? before : undefined;
}

function send(
  im: Im,
  { appId, nowMs }: Exchange,
  { type, content, uuid }: Written,
  to: { readonly chat: Chat; readonly parent?: ImMessage; readonly inThread?: boolean },
): ImMessage {
  const said = readContent(type, content, im.checks(appId, to.chat, nowMs));
  const message = im.chats.add({ ...to, author: { kind: 'app', appId }, said, nowMs });
  if (uuid !== undefined) im.byUuid.set(uuid, message);
  const entity = said.cardId === undefined ? undefined : im.cards.find(said.cardId);
  if (entity !== undefined) entity.messageId = message.id;
  publishMessage(im, to.chat, message);
  return message;
}

function edit(im: Im, exchange: Exchange): ImMessage {
  const { params, appId, nowMs } = exchange;
  im.bot(appId);
  const { type, content } = written(exchange);
  const message = im.seen(params.message_id, appId);
  if (message.recalledMs !== undefined) throw refusal(230011);
  if (message.author.kind !== 'app' || message.author.appId !== appId)
    throw new ApiFailure(230071, 'The operator is not the sender of the message.');
  const isEditable = message.said.type === 'text' || message.said.type === 'post';
  if (!isEditable || (type !== 'text' && type !== 'post')) throw refusal(230054);
  if (message.edits >= maxEdits)
    throw new ApiFailure(230072, 'The message has reached the number of times it can be edited.');
  if (nowMs - message.createdMs > dayMs)
    throw new ApiFailure(230075, 'The message has exceeded the time that can be edited.');
  const chat = im.chatOf(message, appId);
  if (chat.isDissolved) throw refusal(232009);
  message.said = readContent(type, content, im.checks(appId, chat, nowMs));
  message.edits++;
  message.isUpdated = true;
  message.updatedMs = nowMs;
  return message;
}

function patchCard(im: Im, { params, body, appId, nowMs }: Exchange): unknown {
  im.bot(appId);
  const message = im.seen(params.message_id, appId, { outside: 230027 });
  const { said } = message;
  if (message.recalledMs !== undefined) throw refusal(230011);
  if (message.author.kind !== 'app' || message.author.appId !== appId) throw refusal(230027);
  if (said.card === undefined || said.cardId !== undefined || message.onlyFor !== undefined)
    throw refusal(230001, 'This message is NOT a card.');
  if (nowMs - message.createdMs > 14 * dayMs) throw refusal(230031);
  const text = typeof body.content === 'string' ? body.content : '';
  const card = tryParseJson(text);
  if (!isObject(card)) throw refusal(230001, 'content is not a string in json format');
  if (Buffer.byteLength(text) > maxCardBytes) throw refusal(230025);
  const { imPatchNeedsUpdateMulti: isStrict, imCardTables } = im.parts.options.switches;
  if (isStrict && !(isShared(said.card) && isShared(card))) throw cardRefusal(300302, 'update_multi property is false');
  checkMessageCard(card, imCardTables);
  im.pace.take(`card ${message.id}`);
  message.said = { ...said, card, content: degraded(card) };
  message.updatedMs = nowMs;
  message.isUpdated = true;
  return {};
}

/** Its own messages for a day; bots own no group here, so they take back nobody else's (im-v1/message/delete). */
function recall(im: Im, { params, appId, nowMs }: Exchange): unknown {
  im.bot(appId);
  const message = im.seen(params.message_id, appId);
  if (message.recalledMs !== undefined) return {};
  const isOwn = message.author.kind === 'app' && message.author.appId === appId;
  if (!isOwn) throw refusal(230026);
  if (nowMs - message.createdMs > dayMs) throw refusal(230009);
  message.recalledMs = nowMs;
  message.updatedMs = nowMs;
  publishRecall(im, message, 'message_owner');
  return {};
}
