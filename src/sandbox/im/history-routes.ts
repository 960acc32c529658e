import type { UserIdType } from '../people/person.ts';
import type { Exchange, FileAnswer, Route } from '../route.ts';
import type { Im } from './im.ts';
import type { ImMessage } from './message.ts';
import { messagePayload } from './message-payload.ts';
import { type Page, pageOf } from './pages.ts';
import { refusal } from './refusals.ts';
import { mediaTypeOf, type Upload } from './uploads.ts';

const path = '/open-apis/im/v1/messages';

/** What bots read of what was said. Codes: im-v1/message/{get,list,get-message-resource}. */
export function historyRoutes(im: Im): readonly Route[] {
  return [
    { method: 'GET', path, handle: (exchange) => ({ data: list(im, exchange) }) },
    { method: 'GET', path: `${path}/:message_id`, handle: (exchange) => ({ data: { items: getOne(im, exchange) } }) },
    {
      method: 'GET',
      path: `${path}/:message_id/resources/:file_key`,
      handle: (exchange) => ({ file: resource(im, exchange) }),
    },
  ];
}

/** A forward comes with its parts, those of forwards within it too. */
function getOne(im: Im, { params, query, appId }: Exchange): unknown {
  im.bot(appId);
  const message = im.seen(params.message_id, appId);
  if (message.onlyFor !== undefined) throw refusal(230001, 'invalid message_id');
  const shown = { idType: idTypeOf(query), cardContent: query.get('card_msg_content_type') };
  const parts = message.recalledMs === undefined ? im.chats.partsOf(message.id) : [];
  return [message, ...parts].map((one) => messagePayload(im, one, shown));
}

/** The kind of id that a query asks for. */
export function idTypeOf(query: URLSearchParams, name = 'user_id_type'): UserIdType {
  const type = query.get(name);
  return type === 'union_id' || type === 'user_id' ? type : 'open_id';
}

function list(im: Im, exchange: Exchange): Page<unknown> {
  const { query, appId } = exchange;
  im.bot(appId);
  const [kind, id] = [query.get('container_id_type') ?? '', query.get('container_id') ?? ''];
  const all = (kind === 'thread' ? inThread(im, id, appId) : inChat(im, id, appId)).filter(isBetween(query));
  if (query.get('sort_type') === 'ByCreateTimeDesc') all.reverse();
  const page = pageOf(all, exchange, {
    query: `messages ${kind} ${id} ${query.get('sort_type')} ${query.get('start_time')} ${query.get('end_time')}`,
    defaultSize: 20,
    badToken: 230001,
    lifetimeSeconds: im.parts.options.switches.pageTokenLifetimeSeconds,
  });
  const shown = { cardContent: query.get('card_msg_content_type') };
  return { ...page, items: page.items.map((message) => messagePayload(im, message, shown)) };
}

/** Answers within topics are listed with their topic only. */
function inChat(im: Im, chatId: string, appId: string): ImMessage[] {
  const chat = im.chats.find(chatId);
  if (chat === undefined) throw refusal(230001, 'invalid container_id');
  if (!chat.bots.has(appId)) throw refusal(230002);
  const isRoot = (message: ImMessage): boolean =>
    message.threadId === undefined || im.chats.firstOfThread(message.threadId) === message;
  return im.chats.said(chatId).filter((message) => isRoot(message) && message.onlyFor === undefined);
}

function inThread(im: Im, threadId: string, appId: string): ImMessage[] {
  const first = im.chats.firstOfThread(threadId);
  if (first === undefined) throw refusal(230001, 'invalid container_id');
  im.chatOf(first, appId, 230073);
  return im.chats.said(first.chatId).filter((message) => message.threadId === threadId);
}

/** Both in seconds, both included. */
function isBetween(query: URLSearchParams): (message: ImMessage) => boolean {
  const from = Number(query.get('start_time') || 0) * 1000;
  const to = Number(query.get('end_time') || Number.POSITIVE_INFINITY) * 1000;
  if (Number.isNaN(from) || Number.isNaN(to)) throw refusal(230001, 'invalid start_time or end_time');
  return ({ createdMs }) => createdMs >= from && Math.floor(createdMs / 1000) * 1000 <= to;
}

const withoutResources = ['sticker', 'merge_forward', 'interactive', 'folder'];

/** Images and files of a message; not of cards and forwards, and no stickers. */
function resource(im: Im, { params, query, appId }: Exchange): FileAnswer {
  im.bot(appId);
  const message = im.seen(params.message_id, appId, { missing: 234001, outside: 234004 });
  const type = query.get('type');
  if (type !== 'image' && type !== 'file') throw refusal(234001);
  if (withoutResources.includes(message.said.type) || message.upperId !== undefined) throw refusal(234043);
  const key = params.file_key ?? '';
  const upload = im.uploads.find(key);
  const isThere = message.recalledMs === undefined && message.said.keys.includes(key);
  if (!isThere || upload === undefined || upload.kind !== type) throw refusal(234003);
  return fileAnswer(upload);
}

/** The bytes of an upload, as a download. */
export function fileAnswer(upload: Upload): FileAnswer {
  const name = encodeURIComponent(upload.name);
  return {
    status: 200,
    contentType: mediaTypeOf(upload),
    headers: { 'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}` },
    bytes: upload.bytes,
  };
}
