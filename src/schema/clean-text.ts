import { isObject } from '../util/json.ts';
import { rule } from './rules.ts';

/** Blanks of all kinds and characters without a width, as they come along from a chat, a web page or a file. */
const edge = '[\\s\\u00ad\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2064\\ufeff]+';
const edges = new RegExp(`^${edge}|${edge}$`, 'g');

/** Texts without what stands around them, in lists and groups too. */
export function trimTexts(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(trimTexts);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, trimTexts(item)]));
}

/** A text without what a chat or a web page adds around it. */
export function cleanText(text: string): string {
  return text.replace(edges, '');
}

/** What comes along when a credential is copied from a chat, by name; the first that is found is reported. */
const flaws: readonly (readonly [RegExp, string])[] = [
  [
    /^["'`“”‘’„«»「」『』]|["'`“”‘’„«»「」『』]$/,
    rule({ en: 'has superfluous quotation marks around it', zh: '两端带有多余的引号' }),
  ],
  [
    /[\uff01-\uff5e\u3000]/,
    rule({ en: 'contains full-width characters; use half-width ones', zh: '含有全角字符，请改用半角' }),
  ],
  [/[\p{Cc}\p{Cf}]/u, rule({ en: 'contains an invisible character; copy it again', zh: '含有不可见字符，请重新复制' })],
  [/\s/, rule({ en: 'contains a space; copy it again', zh: '含有空格，请重新复制' })],
  [
    /[^\x21-\x7e]/,
    rule({
      en: 'contains characters other than letters and digits; copy it again',
      zh: '含有字母和数字以外的字符，请重新复制',
    }),
  ],
];

/** What is wrong with an id or a credential of the platform; undefined when nothing is. */
export function flawOf(text: string): string | undefined {
  return flaws.find(([pattern]) => pattern.test(text))?.[1];
}
