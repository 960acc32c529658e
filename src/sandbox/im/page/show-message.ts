import { isObject, readText, tryParseJson } from '../../../util/json.ts';
import { botName } from '../bots.ts';
import { viewCard } from '../card-json.ts';
import type { Im } from '../im.ts';
import type { Author, ImMessage } from '../message.ts';
import { cardOf } from '../message-payload.ts';
import { readCard } from './card-blocks.ts';
import type { NameOf } from './inlines.ts';
import { messageBlocks } from './message-blocks.ts';
import { plainText } from './plain-text.ts';
import type { Block, ShownCard, ShownMember, ShownMessage } from './shown.ts';

/** For whom, and when. */
export interface Viewer {
  readonly openId: string;
  readonly nowMs: number;
}

/** A message as one person sees it. */
export function showMessage(im: Im, message: ImMessage, viewer: Viewer): ShownMessage {
  const { id, author, createdMs, said, threadId, isUpdated, recalledMs, onlyFor, reactions, followUps } = message;
  const isRecalled = recalledMs !== undefined;
  const isMine = isOf(author, viewer);
  const { blocks, card } = isRecalled ? nothing : bodyOf(im, message, viewer);
  return {
    id,
    atMs: createdMs,
    from: memberOf(im, author),
    isMine,
    blocks,
    card,
    threadId: threadId ?? null,
    isInThread: threadId !== undefined && im.chats.firstOfThread(threadId)?.id !== id,
    replyTo: quoted(im, message, viewer),
    isEdited: isUpdated && card === null,
    isRecalled,
    isOnlyForMe: onlyFor !== undefined,
    reactions: [...Map.groupBy(reactions, ({ emoji }) => emoji)].map(([emoji, all]) => ({
      emoji,
      names: all.map(({ by }) => memberOf(im, by).name),
      isMine: all.some(({ by }) => isOf(by, viewer)),
    })),
    followUps: isRecalled ? [] : followUps,
    source: isMine && !isRecalled && said.type === 'text' ? sourceOf(message) : null,
  };
}

const nothing = { blocks: [], card: null } as const;

function isOf(author: Author, { openId }: Viewer): boolean {
  return author.kind === 'user' && author.openId === openId;
}

/** Somebody who has written. */
export function memberOf(im: Im, author: Author): ShownMember {
  if (author.kind === 'app') {
    return { id: author.appId, name: botName(im.parts.options, author.appId), isBot: true };
  }
  const { openId } = author;
  return { id: openId, name: im.parts.directory.byId(openId, 'open_id')?.name ?? openId, isBot: false };
}

function nameFor(im: Im, { openId }: Viewer): NameOf {
  return (id) => {
    const who = im.whoIs(id);
    return who && { name: who.name, isMe: who.openId === openId };
  };
}

function bodyOf(
  im: Im,
  message: ImMessage,
  viewer: Viewer,
): { readonly blocks: readonly Block[]; readonly card: ShownCard | null } {
  const { said } = message;
  const nameOf = nameFor(im, viewer);
  const card = cardOf(im, said);
  if (card !== undefined) {
    const entity = said.cardId === undefined ? undefined : im.cards.find(said.cardId);
    const isStreaming = entity === undefined ? viewCard(card).isStreaming : im.cards.isStreaming(entity, viewer.nowMs);
    return readCard(card, { nameOf, isStreaming });
  }
  if (said.type !== 'merge_forward')
    return { blocks: messageBlocks(said, { uploads: im.uploads, nameOf }), card: null };
  const parts = im.chats.partsOf(message.id).filter(({ upperId }) => upperId === message.id);
  const items = parts.map((part) => ({
    from: memberOf(im, part.author).name,
    blocks: bodyOf(im, part, viewer).blocks,
  }));
  return { blocks: [{ kind: 'forward', items }], card: null };
}

/** What a message answers to; within a topic that is always its first message, which everybody sees anyway. */
function quoted(im: Im, { parentId, threadId }: ImMessage, viewer: Viewer): ShownMessage['replyTo'] {
  const parent = parentId === undefined || threadId !== undefined ? undefined : im.chats.message(parentId);
  if (parent === undefined) return null;
  return { name: memberOf(im, parent.author).name, text: lineOf(im, parent, viewer) };
}

/** A message in one line; empty once it is recalled. */
export function lineOf(im: Im, message: ImMessage, viewer: Viewer): string {
  if (message.recalledMs !== undefined) return '';
  const { blocks, card } = bodyOf(im, message, viewer);
  return [card?.title ?? '', plainText(blocks)]
    .filter((text) => text !== '')
    .join(' · ')
    .slice(0, 120)
    .toWellFormed();
}

/** What was typed, with `@name` for mentions. */
function sourceOf({ said }: ImMessage): string {
  const parsed = tryParseJson(said.content);
  const text = isObject(parsed) ? (readText(parsed, 'text') ?? '') : '';
  return said.mentions
    .toReversed()
    .reduce((done, { key, name }) => done.replaceAll(key, `@${name}`), text)
    .replaceAll('@_all', '@all');
}
