import type { Language } from '../model/message.ts';
import { en } from './texts/en.ts';
import type { Texts } from './texts/texts.ts';
import { zh } from './texts/zh.ts';

const texts: Readonly<Record<Language, Texts>> = { en, zh };

function readFlag(argv: readonly string[]): string | undefined {
  const joined = argv.find((word) => word.startsWith('--lang='));
  if (joined !== undefined) return joined.slice('--lang='.length);
  const at = argv.indexOf('--lang');
  return at === -1 ? undefined : argv[at + 1];
}

/** `--lang`, then LARKSTREAM_LANG, then the locale (LC_ALL before LC_MESSAGES before LANG); English when none says Chinese. */
export function chooseLanguage(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const wishes = [readFlag(argv), environment.LARKSTREAM_LANG];
  const locales = [environment.LC_ALL, environment.LC_MESSAGES, environment.LANG];
  const wish = [...wishes, ...locales].find((value) => value !== undefined && value !== '');
  return wish?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}

/** Everything that the screen says in a language. */
export function textsOf(language: Language): Texts {
  return texts[language];
}
