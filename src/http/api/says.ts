import type { Message } from '../../model/message.ts';

/** What the document of the API says of a thing, in both languages: `.openapi(says({ en, zh }))`. */
export function says({ en, zh }: Message): Readonly<Record<'description' | 'x-description-zh', string>> {
  return { description: en, 'x-description-zh': zh };
}
