import type { ShownMessage } from '../shown.ts';
import { button, element, face } from './dom.ts';
import { drawBlocks, type PressButton } from './draw-blocks.ts';
import { glyphOf } from './emojis.ts';
import { language, texts } from './texts.ts';

/** What can be done to a message. */
export interface MessageActs {
  readonly reply: (message: ShownMessage) => void;
  readonly openThread: (message: ShownMessage) => void;
  readonly react: (message: ShownMessage) => void;
  readonly toggle: (message: ShownMessage, emoji: string, isMine: boolean) => void;
  readonly edit: (message: ShownMessage, source: string) => void;
  readonly recall: (message: ShownMessage) => void;
  readonly press: (message: ShownMessage, at: number, form: Readonly<Record<string, string>>) => void;
  readonly say: (text: string) => void;
}

/** Where it is drawn: within a topic there is none to open, and elsewhere it says how many answers it has. */
export interface Around {
  readonly acts: MessageActs;
  readonly isInPanel: boolean;
  readonly replies: number;
}

const clock = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { hour: '2-digit', minute: '2-digit' });

/** A message, into the element that is its place. */
export function drawMessage(message: ShownMessage, around: Around): readonly (Node | null)[] {
  const { from, atMs, isRecalled, isEdited, isOnlyForMe, replyTo, card } = message;
  if (isRecalled) return [face(from.name, from.isBot), element('p', { class: 'soft' }, texts.recalled(from.name))];
  const head = element(
    'div',
    { class: 'head' },
    element('span', { class: 'name' }, from.name),
    from.isBot ? element('span', { class: 'soft' }, texts.bot) : null,
    element('time', { class: 'soft', datetime: new Date(atMs).toISOString() }, clock.format(atMs)),
    isEdited ? element('span', { class: 'soft' }, texts.edited) : null,
    card?.isStreaming === true ? element('span', { class: 'soft' }, texts.streaming) : null,
    isOnlyForMe ? element('span', { class: 'soft' }, texts.onlyYou) : null,
  );
  return [
    face(from.name, from.isBot),
    head,
    replyTo === null ? null : element('div', { class: 'quoted' }, `${texts.replyTo(replyTo.name)}: ${replyTo.text}`),
    drawBody(message, around),
    drawReactions(message, around),
    drawBubbles(message, around),
    drawReplies(message, around),
    isOnlyForMe ? null : drawActs(message, around),
  ];
}

/** Names the classes that a message has. */
export function classOf({ isMine, card, isRecalled }: ShownMessage): string {
  const isCard = card !== null && !isRecalled;
  return ['message', isMine ? 'mine' : '', isCard ? 'card' : '', card?.isStreaming === true ? 'streaming' : '']
    .filter((name) => name !== '')
    .join(' ');
}

function drawBody(message: ShownMessage, { acts }: Around): Node {
  const { blocks, card } = message;
  const press: PressButton = (at, form) => acts.press(message, at, form);
  if (card === null) return element('div', { class: 'body' }, ...drawBlocks(blocks, press));
  const title = card.title === '' ? null : element('div', { class: `card-head ${card.color ?? ''}` }, card.title);
  return element('div', { class: 'body' }, title, element('div', { class: 'card-body' }, ...drawBlocks(blocks, press)));
}

function drawReactions(message: ShownMessage, { acts }: Around): Node | null {
  if (message.reactions.length === 0) return null;
  const drawn = message.reactions.map(({ emoji, names, isMine }) =>
    button(`${glyphOf(emoji)} ${names.length}`, () => acts.toggle(message, emoji, isMine), {
      'aria-pressed': String(isMine),
      'aria-label': `${emoji}: ${names.join(', ')}`,
      title: names.join(', '),
    }),
  );
  return element('div', { class: 'reactions' }, ...drawn);
}

function drawBubbles({ followUps }: ShownMessage, { acts }: Around): Node | null {
  if (followUps.length === 0) return null;
  return element('div', { class: 'bubbles' }, ...followUps.map((text) => button(text, () => acts.say(text))));
}

function drawReplies(message: ShownMessage, { acts, isInPanel, replies }: Around): Node | null {
  if (isInPanel || message.threadId === null) return null;
  return button(`💬 ${texts.replies(replies)}`, () => acts.openThread(message), { class: 'to-thread' });
}

function drawActs(message: ShownMessage, { acts, isInPanel }: Around): Node {
  const { source, isMine } = message;
  return element(
    'div',
    { class: 'acts' },
    button(texts.reply, () => acts.reply(message)),
    isInPanel ? null : button(texts.thread, () => acts.openThread(message)),
    button(texts.react, () => acts.react(message)),
    source === null ? null : button(texts.edit, () => acts.edit(message, source)),
    isMine ? button(texts.recall, () => acts.recall(message)) : null,
  );
}
