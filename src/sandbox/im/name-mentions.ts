import type { Chat } from './chat.ts';
import type { Im } from './im.ts';

interface Named {
  readonly name: string;
  readonly id: string;
}

/** Puts mentions in the place of `@name`, as clients do for what a person chooses from the list: people and bots of the chat, `@bot`, `@all`. */
export function nameMentions(im: Im, chat: Chat, text: string): string {
  const people = [...chat.people].map((openId) => namedOf(im, openId));
  const bots = [...chat.bots].map((appId) => namedOf(im, appId));
  const [first] = bots;
  const everybody = ['all', '所有人'].map((name) => ({ name, id: 'all' }));
  const all = [...people, ...bots, ...everybody, ...(first === undefined ? [] : [{ name: 'bot', id: first.id }])];
  return withMentions(text, all);
}

function namedOf(im: Im, id: string): Named {
  return { name: im.whoIs(id)?.name ?? '', id };
}

/** The longest name that fits counts. A name in Latin letters ends where its word ends. */
function withMentions(text: string, all: readonly Named[]): string {
  const byLength = all.filter(({ name }) => name !== '').toSorted((one, other) => other.name.length - one.name.length);
  return text
    .split('@')
    .map((part, at) => {
      const found = at === 0 ? undefined : byLength.find(({ name }) => isAt(part, name));
      if (found !== undefined) return `<at user_id="${found.id}"></at>${part.slice(found.name.length)}`;
      return at === 0 ? part : `@${part}`;
    })
    .join('');
}

function isAt(text: string, name: string): boolean {
  if (text.slice(0, name.length).toLowerCase() !== name.toLowerCase()) return false;
  return !/[A-Za-z0-9]$/.test(name) || !/^[A-Za-z0-9_]/.test(text.slice(name.length));
}
