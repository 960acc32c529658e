import type { ShownMember } from '../shown.ts';
import { button, element } from './dom.ts';
import { texts } from './texts.ts';

const maxChoices = 8;

/** Who can be mentioned, while `@` is typed. */
export class MentionMenu {
  readonly view: HTMLElement;
  readonly #text: HTMLTextAreaElement;
  readonly #members: () => readonly ShownMember[];

  constructor(text: HTMLTextAreaElement, members: () => readonly ShownMember[]) {
    this.#text = text;
    this.#members = members;
    this.view = element('ul', { class: 'menu', 'aria-label': texts.mention });
    this.view.hidden = true;
    this.view.addEventListener('keydown', (event) => this.#move(event));
    text.addEventListener('input', () => this.#look());
  }

  /** Writes the sign, and shows everybody. */
  begin(): void {
    this.#text.focus();
    this.#text.setRangeText('@', this.#text.selectionStart, this.#text.selectionEnd, 'end');
    this.#look();
  }

  close(): void {
    this.view.hidden = true;
  }

  /** Whether a key in the text was for the menu. */
  key(event: KeyboardEvent): boolean {
    if (this.view.hidden) return false;
    const [first] = this.#buttons();
    if (event.key === 'Escape') this.close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') first?.focus();
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) first?.click();
    else return false;
    event.preventDefault();
    return true;
  }

  #buttons(): readonly HTMLButtonElement[] {
    return [...this.view.querySelectorAll('button')];
  }

  #typed(): string | undefined {
    return /@([^@\n]{0,30})$/.exec(this.#text.value.slice(0, this.#text.selectionStart))?.[1];
  }

  #look(): void {
    const typed = this.#typed();
    const everybody = { id: 'all', name: texts.everybody, isBot: false };
    const fitting =
      typed === undefined
        ? []
        : [...this.#members(), everybody].filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase()));
    this.view.replaceChildren(
      ...fitting.slice(0, maxChoices).map(({ id, name }) =>
        element(
          'li',
          {},
          button(name, () => this.#choose(id === 'all' ? 'all' : name)),
        ),
      ),
    );
    this.view.hidden = fitting.length === 0;
  }

  #choose(name: string): void {
    const end = this.#text.selectionStart;
    const from = end - (this.#typed()?.length ?? 0);
    this.#text.setRangeText(`${name} `, from, end, 'end');
    this.close();
    this.#text.focus();
  }

  #move(event: KeyboardEvent): void {
    const all = this.#buttons();
    const at = all.findIndex((one) => one.matches(':focus'));
    if (event.key === 'Escape') {
      this.close();
      this.#text.focus();
    } else if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus();
    else if (event.key === 'ArrowUp') all[(at + all.length - 1) % all.length]?.focus();
    else return;
    event.preventDefault();
  }
}
