import { botName } from '../bots.ts';
import { type Chat, directChat } from '../chat.ts';
import type { Im } from '../im.ts';
import type { ImMessage } from '../message.ts';
import { lineOf, memberOf, showMessage, type Viewer } from './show-message.ts';
import type { ShownChat, ShownMember, ShownMessage } from './shown.ts';

/** Older messages of a chat are not drawn: nobody scrolls up that far, and the page stays quick. */
const maxMessages = 300;

/** The chats that a person is in: with each bot, whether or not somebody has written there yet, and groups. The newest comes first among groups. */
export function chatsOf(im: Im, viewer: Viewer): readonly ShownChat[] {
  const { apps, tenantKey } = im.parts;
  const bots = apps.all().filter(({ tenants, botStatus }) => tenants.has(tenantKey) && botStatus !== null);
  const direct = bots.map(({ appId }) => directOf(im, appId, viewer));
  const groups = im.chats.all().filter((chat) => chat.mode !== 'p2p' && !chat.isDissolved && isIn(chat, viewer));
  return [...direct, ...groups.toSorted((one, other) => other.activeMs - one.activeMs)].map((chat) =>
    shownChat(im, chat, viewer),
  );
}

/** To be looked at: it is made when somebody opens it. */
function directOf(im: Im, appId: string, { openId, nowMs }: Viewer): Chat {
  const chat = directChat(im.parts.options.seed, openId, appId, nowMs);
  return im.chats.find(chat.id) ?? chat;
}

function isIn(chat: Chat, { openId }: Viewer): boolean {
  return chat.people.has(openId);
}

function shownChat(im: Im, chat: Chat, viewer: Viewer): ShownChat {
  const last = im.chats.said(chat.id).findLast((message) => isSeen(message, viewer));
  const [bot = ''] = chat.bots;
  return {
    id: chat.id,
    mode: chat.mode,
    botId: chat.mode === 'p2p' ? bot : null,
    name: chat.mode === 'p2p' ? botName(im.parts.options, bot) : chat.name,
    last: last === undefined ? null : { id: last.id, atMs: last.createdMs, text: lineOf(im, last, viewer) },
  };
}

/** What is for somebody else is not there, nor what was for this person and was taken away. */
function isSeen({ onlyFor, recalledMs }: ImMessage, { openId }: Viewer): boolean {
  return onlyFor === undefined || (onlyFor === openId && recalledMs === undefined);
}

/** What a person sees of a chat: nothing of one that the person is not in. */
export function messagesOf(im: Im, chatId: string, viewer: Viewer): readonly ShownMessage[] {
  const chat = im.chats.find(chatId);
  if (chat === undefined || !isIn(chat, viewer)) return [];
  const seen = im.chats.said(chatId).filter((message) => isSeen(message, viewer));
  return seen.slice(-maxMessages).map((message) => showMessage(im, message, viewer));
}

/** Who may be mentioned there. */
export function membersOf(im: Im, chatId: string, viewer: Viewer): readonly ShownMember[] {
  const chat = im.chats.find(chatId);
  if (chat === undefined || !isIn(chat, viewer)) return [];
  return [
    ...[...chat.bots].map((appId) => memberOf(im, { kind: 'app', appId })),
    ...[...chat.people].map((openId) => memberOf(im, { kind: 'user', openId })),
  ];
}
