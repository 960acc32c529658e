import type { Language } from '../../model/message.ts';

/** What a text seems to be written in; undefined when it holds no words. A guess: good enough to choose who answers. */
export function guessLanguage(text: string): Language | 'other' | undefined {
  const plain = text.replaceAll(/```[\s\S]*?```|`[^`]*`|https?:\/\/\S+/g, ' ');
  const kana = count(plain, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const han = count(plain, /\p{Script=Han}/gu);
  const latin = count(plain, /\p{Script=Latin}+/gu);
  const others = count(plain, /[^\P{L}\p{Script=Han}\p{Script=Latin}\p{Script=Hiragana}\p{Script=Katakana}]+/gu);
  if (kana + han + latin + others === 0) return undefined;
  // A Japanese sentence has kana between its Han characters; a Chinese one has none, but for a name.
  const isJapanese = kana * 3 > han && kana + han >= latin;
  if (isJapanese || others > han + latin) return 'other';
  // Chinese texts hold many English names, and a Chinese word has about two characters.
  return han >= latin ? 'zh' : 'en';
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
