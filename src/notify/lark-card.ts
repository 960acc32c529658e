import type { Message } from '../model/message.ts';
import type { Notice } from '../model/service/notifier.ts';
import { headlineOf, paragraphsOf } from './notice-words.ts';

/**
 * A card of schema 2.0 as the platform takes it in `content`. All text is `plain_text`: in markdown, a name that people have given could
 * mention everybody in the chat.
 */
export function larkCard(notice: Notice, language: keyof Message): string {
  const text = (content: string) => ({ tag: 'plain_text', content });
  return JSON.stringify({
    schema: '2.0',
    header: { title: text(headlineOf(notice, language)), subtitle: text('Larkstream'), template: colourOf(notice) },
    body: {
      elements: paragraphsOf(notice, language).map((paragraph) => ({ tag: 'div', text: text(paragraph) })),
    },
  });
}

function colourOf({ kind, alerts }: Notice): 'blue' | 'green' | 'red' {
  if (kind === 'test') return 'blue';
  return alerts.every(({ state }) => state === 'recovered') ? 'green' : 'red';
}
