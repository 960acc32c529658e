import { type Message, untranslated } from '../model/message.ts';

const chinese = new Map<string, string>();

/** The sentence of a rule for a schema, which takes English only; `messageOfRule` finds the other language again. */
export function rule({ en, zh }: Message): string {
  chinese.set(en, zh);
  return en;
}

/** The sentence of a broken rule in every language. */
export function messageOfRule(english: string): Message {
  const zh = chinese.get(english);
  return zh === undefined ? untranslated(english) : { en: english, zh };
}

/** What a rule says of an empty text. */
export const notEmpty: string = rule({ en: 'must not be empty', zh: '不能为空' });
