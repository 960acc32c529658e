import { type Allowed, breakTags, type InlineWriter, writeInline } from './inline-markdown.ts';
import { type MarkdownBlock, markdownBlocks } from './markdown-blocks.ts';
import type { NameFinder } from './people.ts';
import { tableAsCode } from './table-as-code.ts';

/** How an answer is written into a card. */
export interface CardMarkdown extends Allowed {
  /** More than about three tables in a card are refused (230099 with 11310): those after are code. */
  readonly mostTables: number;
  /** More may follow: what is only begun at the end is held back, and code that is open stays so. */
  readonly isOpen: boolean;
}

/** Names, tags of people only where they are allowed: `<` is written as Lark's markdown asks for it. */
const writer: InlineWriter = {
  mention: (openId) => `<at id=${openId}></at>`,
  everybody: () => '<at id=all></at>',
  lessThan: (before) => (/^\/?(?:at|person)\b/i.test(before) ? '&#60;\u200b' : '&#60;'),
  image: (alt, key) => `![${alt}](${key})`,
  link: (text, url) => `[${text}](${url})`,
  code: breakTags,
  lineBreak: () => '<br>',
};

/** Markdown of an answer as the markdown of a card (JSON 2.0): the same for what reads like it, and nothing that calls or shows what it may not. */
export function cardMarkdown(markdown: string, how: CardMarkdown): string {
  const text = how.isOpen ? markdown.slice(0, steadyEnd(markdown, how.names)) : markdown;
  let tables = 0;
  const write = (block: MarkdownBlock): string => {
    const source = text.slice(block.start, block.end);
    if (block.kind === 'code') return breakTags(closed(source, block, how.isOpen));
    if (block.kind === 'blank') return source;
    if (block.kind === 'table') {
      tables += 1;
      if (tables > how.mostTables) return breakTags(tableAsCode(source));
    }
    return writeInline(source, how, writer);
  };
  return markdownBlocks(text).map(write).join('').trimEnd();
}

function closed(source: string, block: MarkdownBlock, isOpen: boolean): string {
  if (isOpen || block.bodyEnd !== block.end) return source;
  const mark = /`{3,}|~{3,}/.exec(source)?.[0] ?? '```';
  return `${source}${source.endsWith('\n') ? '' : '\n'}${mark}\n`;
}

const longestHeld = 300;

/** Up to where a text that grows is settled: a tag, a name or an image that is only begun may become something else. */
function steadyEnd(text: string, names: NameFinder): number {
  const from = Math.max(0, text.length - longestHeld);
  const tail = text.slice(from);
  const begun = /<(?:a|at|at\b[^<>]*|at\b[^<>]*>[^<>]*(?:<\/?[^<>]*)?)?$/i.exec(tail);
  if (begun !== null) return from + begun.index;
  const called = tail.lastIndexOf('@');
  return called !== -1 && names.mayGrow(tail.slice(called)) ? from + called : text.length;
}
