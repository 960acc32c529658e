/** What a person can read Larkstream in: English and Simplified Chinese. */
export const languages = ['en', 'zh'] as const;
/** The key of a `Message`. */
export type Language = (typeof languages)[number];

/** A sentence that a person reads, in every language of the product. The type makes a half translated one impossible. */
export type Message = Readonly<Record<Language, string>>;

/** Names in a sentence, with the mark that the language puts between them. */
export function listOf(names: readonly string[], language: Language): string {
  return names.join(language === 'zh' ? '、' : ', ');
}

/** A text that is the same in all languages: a name, an id, a foreign text. */
export function untranslated(text: string): Message {
  return { en: text, zh: text };
}
