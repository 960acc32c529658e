import { type Allowed, breakLinks, breakTags, type InlineWriter, writeInline } from './inline-markdown.ts';
import { markdownBlocks } from './markdown-blocks.ts';

/** In a text message people are called by `user_id`; nothing is escaped, so what looks like a tag is broken. */
const writer: InlineWriter = {
  mention: (openId, name) => `<at user_id="${openId}">${name.replaceAll(/[<>]/g, '')}</at>`,
  everybody: () => '<at user_id="all"></at>',
  lessThan: (before) => (/^[\w/!]/.test(before) ? '<\u200b' : '<'),
  image: (alt) => (alt === '' ? '' : `[${alt}]`),
  link: (text, url) => (text === url ? url : `[${text}](${url})`),
  code: (span) => breakLinks(breakTags(span.replaceAll(/^`+\s?|\s?`+$/g, ''))),
  lineBreak: () => '\n',
};

/** Markdown of an answer as a text message, where cards are not possible: the words, without marks that nobody would read. */
export function textMarkdown(markdown: string, allowed: Allowed): string {
  return markdownBlocks(markdown)
    .map((block) => {
      const source = markdown.slice(block.start, block.end);
      if (block.kind === 'code') return breakLinks(breakTags(markdown.slice(block.bodyStart, block.bodyEnd)));
      return block.kind === 'text'
        ? writeInline(withoutMarks(source), allowed, writer)
        : writeInline(source, allowed, writer);
    })
    .join('')
    .trim();
}

function withoutMarks(text: string): string {
  return text
    .replaceAll(/^ {0,3}#{1,6} +/gm, '')
    .replaceAll(/\*\*(?=\S)([^*\n]{1,1000}?)\*\*/g, '$1')
    .replaceAll(/__(?=\S)([^_\n]{1,1000}?)__/g, '$1');
}

/** The first words of a markdown text on one line: what lists of chats show of a card. */
export function firstWords(markdown: string, most: number): string {
  const words = markdown
    .slice(0, most * 10)
    .replaceAll(/<at id=\S+><\/at>/g, '@')
    .replaceAll(/!?\[([^[\]]{0,500})\]\([^()\s]{0,2000}\)/g, '$1')
    .replaceAll('&#60;', '<')
    .replaceAll(/[`*#>|~]+/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words.length > most ? `${words.slice(0, most - 1).toWellFormed()}…` : words;
}
