import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Language } from '../../../src/model/message.ts';

export type { Language } from '../../../src/model/message.ts';

type Sayable = string | ((...given: never[]) => ReactNode);
/** What is as good as a text in the other language: any text for a text, a function of the same values for a function. */
type Like<Said> = Said extends string ? string : Said;

/** A text in both languages: `{ en: 'Runs', zh: '运行' }`, or with values `{ en: (n: number) => …, zh: (n) => … }`. */
export interface Text<Said = Sayable> {
  readonly en: Said;
  readonly zh: Like<Said>;
}

/** Texts in one language, by name. */
export type Spoken<Texts> = {
  readonly [Name in keyof Texts]: Texts[Name] extends Text<infer Said> ? Like<Said> : never;
};

/** The texts of a page or a part. Leaving out a language does not compile. */
export function defineTexts<const Said extends Readonly<Record<string, Sayable>>>(
  texts: {
    readonly [Name in keyof Said]: Text<Said[Name]>;
  },
): { readonly [Name in keyof Said]: Text<Said[Name]> } {
  return texts;
}

/** The language that is spoken below. */
export const LanguageContext = createContext<Language>('en');

export const useLanguage = (): Language => useContext(LanguageContext);

/** Texts in the language of the person. */
export function useTexts<Texts extends Readonly<Record<string, { readonly en: unknown; readonly zh: unknown }>>>(
  texts: Texts,
): Spoken<Texts> {
  const language = useLanguage();
  return useMemo(() => speak(texts, language), [texts, language]);
}

/** Texts in a language, outside of components. */
function speak<Texts extends Readonly<Record<string, { readonly en: unknown; readonly zh: unknown }>>>(
  texts: Texts,
  language: Language,
): Spoken<Texts> {
  const spoken = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text[language]]));
  // The entries are those of the type: nothing else knows how to say so.
  return spoken as Spoken<Texts>;
}
