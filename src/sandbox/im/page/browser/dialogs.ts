import type { ShownMember } from '../shown.ts';
import { findPeople } from './ask.ts';
import { button, element, face } from './dom.ts';
import { glyphs } from './emojis.ts';
import { texts } from './texts.ts';

function open(title: string, ...content: readonly Node[]): HTMLDialogElement {
  const dialog = element('dialog', { 'aria-label': title }, element('h2', {}, title), ...content);
  dialog.append(button(texts.close, () => dialog.close()));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks who is to write. */
export function choosePerson(chosen: (person: ShownMember) => void): void {
  const list = element('ul');
  const search = element('input', {
    type: 'search',
    'aria-label': texts.searchPeople,
    placeholder: texts.searchPeople,
  });
  const dialog = open(texts.changePerson, search, list);
  let asked = 0;
  const show = async (): Promise<void> => {
    asked++;
    const mine = asked;
    const people = await findPeople(search.value);
    if (mine !== asked) return;
    list.replaceChildren(
      ...people.map((person) => {
        const choice = button(null, () => {
          dialog.close();
          chosen(person);
        });
        choice.append(face(person.name, false), ` ${person.name}`);
        choice.classList.add('row');
        return element('li', {}, choice);
      }),
    );
  };
  search.addEventListener('input', () => void show());
  void show();
}

/** Asks for an emoji. */
export function chooseEmoji(chosen: (emoji: string) => void): void {
  const choices = Object.entries(glyphs).map(([name, glyph]) => {
    const choose = (): void => {
      dialog.close();
      chosen(name);
    };
    return element('li', {}, button(glyph, choose, { 'aria-label': name, title: name }));
  });
  const dialog = open(texts.chooseEmoji, element('ul', { class: 'emojis' }, ...choices));
}
