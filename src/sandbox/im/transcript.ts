import { isObject, readArray, readObjects, readText, tryParseJson } from '../../util/json.ts';
import { botName } from './bots.ts';
import { type CardView, viewCard } from './card-json.ts';
import type { Chat } from './chat.ts';
import type { Im } from './im.ts';
import type { Author, ImMessage, MessageContent } from './message.ts';
import { cardOf } from './message-payload.ts';

/** A message as a person sees it. */
export interface SeenMessage {
  readonly messageId: string;
  readonly at: string;
  readonly from: { readonly name: string; readonly kind: 'user' | 'bot'; readonly id: string };
  readonly type: string;
  /** As it is read, with names for mentions; empty once it is recalled. */
  readonly text: string;
  readonly card: (Omit<CardView, 'buttons'> & { readonly buttons: readonly string[] }) | undefined;
  readonly threadId: string | undefined;
  readonly replyTo: string | undefined;
  readonly isEdited: boolean;
  readonly isRecalled: boolean;
  /** Shown to one person only. */
  readonly onlyFor: string | undefined;
  readonly reactions: readonly { readonly emoji: string; readonly by: string }[];
  /** Bubbles below it that can be tapped. */
  readonly followUps: readonly string[];
  /** What was shown to people for a moment, after they pressed a button. */
  readonly toasts: readonly { readonly openId: string; readonly type: string; readonly text: string }[];
}

/** A chat as people see it. With `as`, what this person sees: no cards that are for somebody else. */
export function transcript(
  im: Im,
  chat: Chat,
  { as, nowMs }: { readonly as?: string | undefined; readonly nowMs: number },
): readonly SeenMessage[] {
  const isSeen = ({ onlyFor, recalledMs }: ImMessage): boolean =>
    onlyFor === undefined || (recalledMs === undefined && (as === undefined || as === onlyFor));
  return im.chats
    .said(chat.id)
    .filter(isSeen)
    .map((message) => seen(im, message, nowMs));
}

function seen(im: Im, message: ImMessage, nowMs: number): SeenMessage {
  const { id, author, said, createdMs, threadId, parentId, isUpdated, recalledMs, onlyFor, reactions, followUps } =
    message;
  const isRecalled = recalledMs !== undefined;
  return {
    messageId: id,
    at: new Date(createdMs).toISOString(),
    from: { name: nameOf(im, author), kind: author.kind === 'app' ? 'bot' : 'user', id: idOf(author) },
    type: said.type,
    text: isRecalled ? '' : textOf(said),
    card: isRecalled ? undefined : seenCard(im, said, nowMs),
    threadId,
    replyTo: parentId,
    isEdited: isUpdated,
    isRecalled,
    onlyFor,
    reactions: reactions.map(({ emoji, by }) => ({ emoji, by: nameOf(im, by) })),
    followUps,
    toasts: im.toasts.flatMap(({ messageId, openId, type, text }) =>
      messageId === id ? [{ openId, type, text }] : [],
    ),
  };
}

function seenCard(im: Im, said: MessageContent, nowMs: number): SeenMessage['card'] {
  const card = cardOf(im, said);
  if (card === undefined) return undefined;
  const { buttons, isStreaming, ...shown } = viewCard(card);
  const entity = said.cardId === undefined ? undefined : im.cards.find(said.cardId);
  const streams = entity === undefined ? isStreaming : im.cards.isStreaming(entity, nowMs);
  return { ...shown, buttons: buttons.map(({ text }) => text), isStreaming: streams };
}

function idOf(author: Author): string {
  return author.kind === 'app' ? author.appId : author.openId;
}

function nameOf(im: Im, author: Author): string {
  if (author.kind === 'app') return botName(im.parts.options, author.appId);
  return im.parts.directory.byId(author.openId, 'open_id')?.name ?? author.openId;
}

/** As people read it: texts with names, of a post its lines, of anything else what it is. */
function textOf({ type, content, mentions, card }: MessageContent): string {
  if (card !== undefined) return viewCard(card).title;
  const parsed = tryParseJson(content);
  if (!isObject(parsed)) return content;
  const named = (text: string): string =>
    mentions
      .toReversed()
      .reduce((done, { key, name }) => done.replaceAll(key, `@${name}`), text)
      .replaceAll('@_all', '@all');
  if (type === 'text') return named(readText(parsed, 'text') ?? '');
  if (type !== 'post') return `[${type}] ${readText(parsed, 'file_name') ?? readText(parsed, 'name') ?? ''}`.trim();
  const rows = readArray(parsed, 'content').map((row) => (Array.isArray(row) ? row : []));
  const lines = rows.map((row) =>
    readObjects({ row }, 'row')
      .map(
        (element) =>
          readText(element, 'text') ??
          (element.tag === 'at' ? `@${readText(element, 'user_name')}` : `[${element.tag}]`),
      )
      .join(''),
  );
  return named([readText(parsed, 'title') ?? '', ...lines].filter((line) => line !== '').join('\n'));
}
