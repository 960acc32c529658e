import type { ShownMember, ShownMessage } from '../shown.ts';
import { act } from './ask.ts';
import { button, element } from './dom.ts';
import { MentionMenu } from './mention-menu.ts';
import { texts } from './texts.ts';
import { attempt } from './toasts.ts';

/** What a message that is about to be written goes to. */
export interface WriteTo {
  readonly as: string;
  readonly chat: string;
  /** The first message of a topic, or the one below which a topic begins. */
  readonly root: ShownMessage | null;
}

type Doing = { readonly kind: 'reply' | 'edit'; readonly id: string } | undefined;

/** Where a person writes. */
export class Writer {
  readonly view: HTMLElement;
  readonly #text: HTMLTextAreaElement;
  readonly #about: HTMLElement;
  readonly #send: HTMLButtonElement;
  readonly #to: () => WriteTo;
  readonly #menu: MentionMenu;
  #doing: Doing;

  constructor(to: () => WriteTo, members: () => readonly ShownMember[]) {
    this.#to = to;
    this.#text = element('textarea', { rows: '2', 'aria-label': texts.message, placeholder: texts.sendHint });
    this.#about = element('div', { class: 'about' });
    this.#about.hidden = true;
    this.#send = button(texts.send, () => void this.#submit(), { class: 'primary' });
    this.#menu = new MentionMenu(this.#text, members);
    const files = element('input', { type: 'file', class: 'hidden', tabindex: '-1', 'aria-label': texts.attach });
    files.addEventListener('change', () => void this.#attach(files));
    const row = element(
      'div',
      { class: 'row' },
      button(texts.attach, () => files.click()),
      files,
      button(`@ ${texts.mention}`, () => this.#menu.begin()),
      element('span', { class: 'grow' }),
      this.#send,
    );
    this.view = element('div', { class: 'writer' }, this.#menu.view, this.#about, this.#text, row);
    this.#text.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Answers to a message. */
  reply({ id, from }: ShownMessage): void {
    this.#begin({ kind: 'reply', id }, texts.replyTo(from.name));
  }

  /** Changes a message. */
  edit({ id }: ShownMessage, source: string): void {
    this.#text.value = source;
    this.#begin({ kind: 'edit', id }, texts.editing);
  }

  /** Forgets what was begun: another chat is open. */
  clear(): void {
    this.#doing = undefined;
    this.#text.value = '';
    this.#about.hidden = true;
    this.#send.textContent = texts.send;
    this.#menu.close();
  }

  focus(): void {
    this.#text.focus();
  }

  #begin(doing: Doing, about: string): void {
    this.#doing = doing;
    this.#about.replaceChildren(
      element('span', {}, about),
      button(texts.cancel, () => this.clear()),
    );
    this.#about.hidden = false;
    this.#send.textContent = doing?.kind === 'edit' ? texts.save : texts.send;
    this.focus();
  }

  #key(event: KeyboardEvent): void {
    // While Chinese is being typed, Enter chooses characters.
    if (event.isComposing) return;
    if (this.#menu.key(event)) return;
    if (event.key === 'Escape' && this.#doing !== undefined) this.clear();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void this.#submit();
  }

  async #submit(): Promise<void> {
    const text = this.#text.value.trim();
    if (text === '') return;
    const doing = this.#doing;
    const isDone = await attempt(() =>
      doing?.kind === 'edit'
        ? act('edit', { message_id: doing.id, text, names: true })
        : act('say', { ...this.#place(), text, names: true }),
    );
    if (isDone) this.clear();
  }

  #place(): Readonly<Record<string, string | boolean>> {
    const { as, chat, root } = this.#to();
    if (this.#doing?.kind === 'reply') return { as, reply_to: this.#doing.id };
    if (root === null) return { as, chat };
    return root.threadId === null ? { as, reply_to: root.id, in_thread: true } : { as, thread: root.threadId };
  }

  async #attach(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    const base64 = await base64Of(file);
    const kind = file.type.startsWith('image/') ? 'image' : 'file';
    await attempt(() => act('say', { ...this.#place(), [kind]: { name: file.name, base64 } }));
    input.value = '';
    this.clear();
  }
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x80_00)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x80_00)));
  return btoa(parts.join(''));
}
