import type { ShownChat, ShownMember, ShownMessage, Update } from '../shown.ts';
import { act, type Pressed } from './ask.ts';
import { ChatList } from './chat-list.ts';
import { chooseEmoji } from './dialogs.ts';
import { button, element } from './dom.ts';
import type { MessageActs } from './draw-message.ts';
import { MessageLog } from './message-log.ts';
import { keepPlace, type Place } from './place.ts';
import { texts } from './texts.ts';
import { attempt, toast, toasts } from './toasts.ts';
import { Writer } from './writer.ts';

/** The page: chats on the left, one of them in the middle, and beside it a topic where one is open. */
export class App {
  #place: Place;
  /** The first message of the topic that is open. */
  #root: string | null = null;
  #source: EventSource | undefined;
  #chats: readonly ShownChat[] = [];
  #members: readonly ShownMember[] = [];
  readonly #messages = new Map<string, ShownMessage>();
  readonly #view: HTMLElement;
  readonly #title = element('h1');
  readonly #lost = element('div', { class: 'lost', role: 'alert' }, texts.lost);
  readonly #list: ChatList;
  readonly #log: MessageLog;
  readonly #threadLog: MessageLog;
  readonly #writer: Writer;
  readonly #threadWriter: Writer;
  readonly #threadView: HTMLElement;

  constructor(place: Place) {
    this.#place = place;
    this.#list = new ChatList({ chat: (chat) => this.#open(chat), person: ({ id }) => this.#become(id) });
    const members = (): readonly ShownMember[] => this.#members;
    this.#writer = new Writer(() => ({ ...this.#place, root: null }), members);
    this.#threadWriter = new Writer(
      () => ({ ...this.#place, root: this.#messages.get(this.#root ?? '') ?? null }),
      members,
    );
    this.#log = new MessageLog(this.#acts(this.#writer), false);
    this.#threadLog = new MessageLog(this.#acts(this.#threadWriter), true);
    const close = button(texts.close, () => this.#showThread(null));
    this.#threadView = element(
      'aside',
      { class: 'thread', 'aria-label': texts.thread },
      element('div', { class: 'bar' }, element('h2', {}, texts.thread), close),
      this.#threadLog.view,
      this.#threadWriter.view,
    );
    this.#threadView.addEventListener('keydown', ({ key }) => key === 'Escape' && this.#showThread(null));
    const back = button('←', () => this.#leave(), { class: 'back', 'aria-label': texts.back });
    this.#lost.hidden = true;
    const chat = element('main', { class: 'chat' }, element('div', { class: 'bar' }, back, this.#title), this.#lost);
    chat.append(this.#log.view, this.#writer.view);
    this.#view = element('div', { class: 'app' }, this.#list.view, chat);
    document.body.replaceChildren(this.#view, toasts);
    this.#connect();
  }

  #connect(): void {
    this.#source?.close();
    const source = new EventSource(`/chat/live?${new URLSearchParams({ ...this.#place })}`);
    source.addEventListener('message', ({ data }) => {
      this.#lost.hidden = true;
      this.#take(JSON.parse(String(data)));
    });
    source.addEventListener('error', () => {
      this.#lost.hidden = false;
    });
    this.#source = source;
  }

  #take({ isWhole, me, chats, members, messages, gone }: Update): void {
    if (isWhole) this.#messages.clear();
    for (const message of messages) this.#messages.set(message.id, message);
    for (const id of gone) this.#messages.delete(id);
    this.#chats = chats;
    this.#members = members;
    this.#list.show(me, chats, this.#place.chat);
    this.#draw();
    if (isWhole) this.#log.toEnd();
  }

  #draw(): void {
    const open = this.#chats.find(({ id }) => id === this.#place.chat);
    this.#view.classList.toggle('has-chat', open !== undefined);
    const root = this.#messages.get(this.#root ?? '');
    this.#view.classList.toggle('has-thread', root !== undefined);
    this.#title.textContent = open?.name ?? texts.choose;
    this.#writer.view.hidden = open === undefined;
    const all = [...this.#messages.values()];
    const repliesOf = ({ threadId }: ShownMessage): number =>
      all.filter((one) => one.isInThread && one.threadId === threadId).length;
    this.#log.show(
      all.filter(({ isInThread }) => !isInThread),
      repliesOf,
    );
    if (root === undefined) this.#threadView.remove();
    else if (!this.#threadView.isConnected) this.#view.append(this.#threadView);
    const isOfThread = ({ threadId, id }: ShownMessage): boolean =>
      root !== undefined && (id === root.id || (threadId !== null && threadId === root.threadId));
    this.#threadLog.show(all.filter(isOfThread), () => 0);
  }

  /** As in Lark, the bot of a direct chat learns that somebody has come. */
  #open(chat: ShownChat): void {
    void attempt(async () => {
      if (chat.botId !== null) await act('open-chat', { as: this.#place.as, to: chat.botId });
      this.#go({ ...this.#place, chat: chat.id });
      this.#writer.focus();
    });
  }

  #leave(): void {
    this.#go({ ...this.#place, chat: '' });
  }

  #become(as: string): void {
    const open = this.#chats.find(({ id }) => id === this.#place.chat);
    this.#go({ as, chat: open?.mode === 'p2p' ? '' : this.#place.chat });
  }

  #go(place: Place): void {
    this.#place = place;
    keepPlace(place);
    this.#root = null;
    this.#writer.clear();
    this.#connect();
  }

  #showThread(root: string | null): void {
    this.#root = root;
    this.#threadWriter.clear();
    this.#draw();
    this.#threadLog.toEnd();
    if (root !== null) this.#threadWriter.focus();
  }

  #acts(writer: Writer): MessageActs {
    const done = (work: () => Promise<unknown>): void => void attempt(work);
    const me = (): string => this.#place.as;
    return {
      reply: (message) => writer.reply(message),
      openThread: ({ id }) => this.#showThread(id),
      react: ({ id }) => chooseEmoji((emoji) => done(() => act('react', { message_id: id, emoji, as: me() }))),
      toggle: ({ id }, emoji, isMine) =>
        done(() => act(isMine ? 'unreact' : 'react', { message_id: id, emoji, as: me() })),
      edit: (message, source) => writer.edit(message, source),
      recall: ({ id }) => done(() => act('recall', { message_id: id, as: me() })),
      press: ({ id }, at, form) => done(() => press({ message_id: id, button: at, as: me(), form_value: form })),
      say: (text) => done(() => act('say', { as: me(), chat: this.#place.chat, text })),
    };
  }
}

async function press(body: Readonly<Record<string, unknown>>): Promise<void> {
  const { toast: note, error } = await act<Pressed>('press', body);
  if (note !== undefined) toast(note.text, note.type);
  if (error !== undefined) toast(texts.pressed(error.code, error.why), 'error');
}
