import type { JsonObject } from '../../util/json.ts';
import { firstWords } from './text-markdown.ts';

/** The one element of a card that grows: at most 20 characters, a letter first. */
export const textElement = 'answer';

/** What a card is made of. */
export interface CardParts {
  /** As `cardMarkdown` gives it. */
  readonly markdown: string;
  readonly title?: string | undefined;
  /** Under the text: buttons. */
  readonly below?: JsonObject | undefined;
  /** More is written to it while it is seen. */
  readonly isStreaming?: boolean;
}

const summaryLength = 100;

/** What the list of chats shows instead of the card. */
function summaryOf(markdown: string): JsonObject {
  return { content: firstWords(markdown, summaryLength) };
}

/** A card of JSON 2.0. It is shared, so that it can be changed. */
export function answerCard({ markdown, title, below, isStreaming = false }: CardParts): JsonObject {
  const text = { tag: 'markdown', element_id: textElement, content: markdown };
  return {
    schema: '2.0',
    config: {
      update_multi: true,
      ...(isStreaming ? { streaming_mode: true } : { streaming_mode: false, summary: summaryOf(markdown) }),
    },
    ...(title === undefined || title === ''
      ? {}
      : { header: { title: { tag: 'plain_text', content: title.slice(0, summaryLength).toWellFormed() } } }),
    body: {
      elements: [...(markdown === '' && below !== undefined ? [] : [text]), ...(below === undefined ? [] : [below])],
    },
  };
}

/** Ends the streaming of a card: without the level of `config` it is silently ignored. */
export function closedSettings(markdown: string): JsonObject {
  return { config: { streaming_mode: false, summary: summaryOf(markdown) } };
}

/** Opens it again. */
export const openSettings: JsonObject = { config: { streaming_mode: true } };

/** Of a card or post as it is sent: JSON in a text of JSON. */
export function bytesAsSent(content: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(content)));
}

/** What a message may have: 30 KB (im-v1/message/create.md), less what is around it. */
export const mostCardBytes = 28_000;
/** Of a text message: 150 KB. */
export const mostTextBytes = 140_000;
/** Of a card that grows: a new one begins then. */
export const mostStreamBytes = 25_000;
/** More were refused when it was measured, in March 2026. */
export const usualTables = 3;
