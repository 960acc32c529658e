import { isObject, readText } from '../../util/json.ts';
import { ApiFailure, type Exchange, type Route } from '../route.ts';
import { checkMessageCard, degraded } from './card-json.ts';
import type { Im } from './im.ts';
import { refusal } from './refusals.ts';

const followUpMs = 600_000;
const maxFollowUps = 3;
const maxFollowUp = 200;

/** Bubbles below an answer, and cards for one person only. Codes: im-v1/message/push_follow_up, ephemeral/v1. */
export function extraRoutes(im: Im): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/open-apis/im/v1/messages/:message_id/push_follow_up',
      handle: (exchange) => {
        followUp(im, exchange);
        return { data: {} };
      },
    },
    {
      method: 'POST',
      path: '/open-apis/ephemeral/v1/send',
      handle: (exchange) => ({ data: { message_id: sendEphemeral(im, exchange) } }),
    },
    {
      method: 'POST',
      path: '/open-apis/ephemeral/v1/delete',
      isFlat: true,
      handle: ({ body, appId, nowMs }) => {
        const message = im.chats.message(typeof body.message_id === 'string' ? body.message_id : '');
        const isOwn = message?.author.kind === 'app' && message.author.appId === appId;
        if (message?.onlyFor === undefined || !isOwn) throw refusal(18051);
        message.recalledMs = nowMs;
        return { data: {} };
      },
    },
  ];
}

/** Below the newest message of the bot in a chat with one person, not older than ten minutes, once. */
function followUp(im: Im, { params, body, appId, nowMs }: Exchange): void {
  im.bot(appId);
  const message = im.chats.message(params.message_id ?? '');
  if (message === undefined) throw refusal(230001, 'invalid message_id');
  const chat = im.chats.require(message.chatId);
  const isOwn = message.author.kind === 'app' && message.author.appId === appId;
  if (!chat.bots.has(appId) || !isOwn || message.recalledMs !== undefined)
    throw new ApiFailure(230004, 'invisible message.');
  if (chat.mode !== 'p2p') throw new ApiFailure(230003, 'only support p2p chat.');
  if (nowMs - message.createdMs > followUpMs) throw new ApiFailure(230002, 'expired message.');
  if (im.chats.said(chat.id).at(-1) !== message) throw new ApiFailure(230006, 'only support latest message.');
  if (message.followUps.length > 0) throw new ApiFailure(230008, 'follow up already exist.');
  const wanted = Array.isArray(body.follow_ups) ? body.follow_ups : [];
  const texts = wanted.flatMap((item) => (isObject(item) ? (readText(item, 'content') ?? []) : []));
  const isGood = texts.length === wanted.length && texts.length > 0 && texts.length <= maxFollowUps;
  if (!isGood || texts.some((text) => text.length > maxFollowUp)) throw new ApiFailure(230007, 'invalid follow up.');
  message.followUps = texts;
}

/** Seen by one member of a group; not in groups of topics. */
function sendEphemeral(im: Im, { body, appId, nowMs }: Exchange): string {
  im.bot(appId);
  const chat = im.chats.find(typeof body.chat_id === 'string' ? body.chat_id : '');
  if (chat === undefined) throw refusal(230001, 'invalid chat_id');
  if (!chat.bots.has(appId)) throw refusal(230002);
  if (chat.mode !== 'group') throw refusal(230001, 'only groups');
  if (body.msg_type !== 'interactive' || !isObject(body.card)) throw refusal(230001, 'msg_type must be interactive');
  const ids = [body.open_id, body.user_id].flatMap((id) => (typeof id === 'string' ? [id] : []));
  const byEmail = typeof body.email === 'string' ? im.parts.directory.byEmail(body.email) : undefined;
  const person = byEmail ?? ids.map((id) => im.person(id)).find((one) => one !== undefined);
  if (person === undefined || !chat.people.has(person.openId)) throw refusal(230001, 'the person is not in the chat');
  const card = body.card;
  checkMessageCard(card, im.parts.options.switches.imCardTables);
  const said = { type: 'interactive', content: degraded(card), mentions: [], mentionsAll: false, keys: [], card };
  return im.chats.add({ chat, author: { kind: 'app', appId }, said, nowMs, onlyFor: person.openId }).id;
}
