import type { ShownChat, ShownMember } from '../shown.ts';
import { choosePerson } from './dialogs.ts';
import { button, element, face, fill } from './dom.ts';
import { language, texts } from './texts.ts';

/** What is chosen there. */
interface Choices {
  readonly chat: (chat: ShownChat) => void;
  readonly person: (person: ShownMember) => void;
}

/** Who writes, and the chats that this person is in. */
export class ChatList {
  readonly view: HTMLElement;
  readonly #me: HTMLElement;
  readonly #list: HTMLUListElement;
  readonly #choices: Choices;
  /** The newest message of each chat that was there when it was open last. */
  readonly #seen = new Map<string, string>();

  constructor(choices: Choices) {
    this.#choices = choices;
    this.#me = element('span', { class: 'name' });
    const who = button(null, () => choosePerson(choices.person), { class: 'who', title: texts.changePerson });
    who.append(element('span', { class: 'soft' }, texts.writeAs), this.#me);
    const other = element('a', {
      href: `?lang=${language === 'zh' ? 'en' : 'zh'}`,
      lang: language === 'zh' ? 'en' : 'zh-CN',
    });
    other.textContent = texts.otherLanguage;
    other.addEventListener('click', () => {
      other.href = `?lang=${language === 'zh' ? 'en' : 'zh'}${location.hash}`;
    });
    this.#list = element('ul', { class: 'chats' });
    this.#list.addEventListener('keydown', (event) => this.#move(event));
    this.view = element(
      'nav',
      { class: 'side', 'aria-label': texts.chats },
      element('div', { class: 'bar' }, who, other),
      this.#list,
    );
  }

  /** Shows the chats of a person. */
  show(me: ShownMember, chats: readonly ShownChat[], open: string): void {
    this.#me.textContent = me.name;
    const last = chats.find(({ id }) => id === open)?.last;
    if (last) this.#seen.set(`${me.id} ${open}`, last.id);
    fill(this.#list, ...chats.map((chat) => element('li', {}, this.#draw(chat, { me, isOpen: chat.id === open }))));
  }

  #draw(chat: ShownChat, { me, isOpen }: { readonly me: ShownMember; readonly isOpen: boolean }): Node {
    const { id, mode, name, last } = chat;
    const key = `${me.id} ${id}`;
    if (!this.#seen.has(key)) this.#seen.set(key, last?.id ?? '');
    const isNew = !isOpen && last !== null && this.#seen.get(key) !== last.id;
    const made = button(face(name, mode === 'p2p'), () => this.#choices.chat(chat), { 'aria-current': String(isOpen) });
    const kind = { p2p: texts.directWith, group: texts.group, topic: texts.topics }[mode];
    const about = element('span', { class: isNew ? 'soft new' : 'soft' }, kind);
    if (isNew) about.append(element('span', { class: 'hidden' }, texts.unread));
    made.append(element('span', { class: 'name' }, name), about, element('span', { class: 'last' }, last?.text ?? ''));
    return made;
  }

  #move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const all = [...this.#list.querySelectorAll('button')];
    all[all.findIndex((one) => one.matches(':focus')) + step]?.focus();
    event.preventDefault();
  }
}
