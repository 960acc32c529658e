import type { InboundMessage } from '../../model/triggers/inbound-message.ts';

/** Blanks of all kinds, and characters without a width that chats put around mentions. */
const blanks = /^[\s\u200b-\u200f\u2060\ufeff]+/;

/** The text after the mentions that it begins with. */
export function withoutLeadingMentions({ text, mentions }: Pick<InboundMessage, 'text' | 'mentions'>): string {
  // The longest name first: one may be the beginning of another.
  const names = mentions.map(({ name }) => name).sort((one, other) => other.length - one.length);
  let rest = text.replace(blanks, '');
  for (let name = leading(rest, names); name !== undefined; name = leading(rest, names)) {
    rest = rest.slice(name.length + 1).replace(blanks, '');
  }
  return rest;
}

function leading(text: string, names: readonly string[]): string | undefined {
  return text.startsWith('@') ? names.find((name) => name !== '' && text.startsWith(name, 1)) : undefined;
}

/** As people mean it, however it was typed: full-width as half-width, large letters as small ones. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The first word, folded and with its slash, as `／HR` is `/hr`; undefined where the text does not begin with a slash. */
export function slashWord(text: string): string | undefined {
  // The key of the slash types “、” on a Chinese keyboard.
  const word = /^[/／、](\S+)/u.exec(text)?.[1];
  return word === undefined ? undefined : `/${folded(word)}`;
}
