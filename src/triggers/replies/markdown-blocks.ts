/** A part of a markdown text, from the beginning of a line to the beginning of another. Together they are the whole text. */
export interface MarkdownBlock {
  readonly kind: 'code' | 'table' | 'text' | 'blank';
  readonly start: number;
  readonly end: number;
  /** Where its inside begins: after the opening fence, after the two first lines of a table. */
  readonly bodyStart: number;
  /** Where its inside ends: before the closing fence; `end` when there is none. */
  readonly bodyEnd: number;
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const fence = /^ {0,12}(`{3,}|~{3,})([^`]*)$/;
const mostOfDelimiter = 1000;
const delimiter = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** Finds code, tables and paragraphs. A fence that is not closed reaches to the end, as it does where it is shown. */
export function markdownBlocks(markdown: string): readonly MarkdownBlock[] {
  const lines = linesOf(markdown);
  const blocks: MarkdownBlock[] = [];
  for (let at = 0; at < lines.length; ) {
    const { block, next } = codeAt(lines, at) ?? tableAt(lines, at) ?? proseAt(lines, at);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

interface Found {
  readonly block: MarkdownBlock;
  readonly next: number;
}

function linesOf(markdown: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < markdown.length; ) {
    const found = markdown.indexOf('\n', start);
    const end = found === -1 ? markdown.length : found + 1;
    lines.push({ text: markdown.slice(start, found === -1 ? end : found).replace(/\r$/, ''), start, end });
    start = end;
  }
  return lines;
}

function codeAt(lines: readonly Line[], at: number): Found | undefined {
  const first = lines[at];
  const mark = first === undefined ? undefined : fence.exec(first.text)?.[1];
  if (first === undefined || mark === undefined) return undefined;
  const closing = new RegExp(`^ {0,12}${mark[0] === '~' ? '~' : '`'}{${mark.length},}\\s*$`);
  let close = at + 1;
  while (close < lines.length && !closing.test(lines[close]?.text ?? '')) close += 1;
  if (close === lines.length) close = -1;
  const last = lines[close === -1 ? lines.length - 1 : close] ?? first;
  const bodyEnd = close === -1 ? last.end : last.start;
  return {
    block: { kind: 'code', start: first.start, end: last.end, bodyStart: first.end, bodyEnd },
    next: close === -1 ? lines.length : close + 1,
  };
}

function tableAt(lines: readonly Line[], at: number): Found | undefined {
  const [head, line] = [lines[at], lines[at + 1]];
  if (head === undefined || line === undefined || !head.text.includes('|')) return undefined;
  if (!line.text.includes('-') || line.text.length > mostOfDelimiter || !delimiter.test(line.text)) return undefined;
  let next = at + 2;
  while (lines[next]?.text.includes('|') === true) next += 1;
  const end = lines[next - 1]?.end ?? line.end;
  return { block: { kind: 'table', start: head.start, end, bodyStart: line.end, bodyEnd: end }, next };
}

function proseAt(lines: readonly Line[], at: number): Found {
  const isBlank = (index: number): boolean => lines[index]?.text.trim() === '';
  const kind = isBlank(at) ? 'blank' : 'text';
  let next = at + 1;
  while (
    next < lines.length &&
    isBlank(next) === (kind === 'blank') &&
    codeAtStart(lines, next) === false &&
    tableAt(lines, next) === undefined
  )
    next += 1;
  const start = lines[at]?.start ?? 0;
  const end = lines[next - 1]?.end ?? start;
  return { block: { kind, start, end, bodyStart: start, bodyEnd: end }, next };
}

function codeAtStart(lines: readonly Line[], at: number): boolean {
  return fence.test(lines[at]?.text ?? '');
}

/** A piece of a text that can stand by itself: code that was cut is closed and opened again, rows that were cut off have the head of their table. */
export function markdownSlice(
  markdown: string,
  blocks: readonly MarkdownBlock[],
  from: number,
  to: number,
  isOpen = false,
): string {
  const text = headAt(markdown, blocks, from) + markdown.slice(from, to);
  const code = blocks.find(({ kind, start, bodyEnd }) => kind === 'code' && start < to && to <= bodyEnd);
  if (code === undefined || isOpen) return text;
  return `${text}${text.endsWith('\n') ? '' : '\n'}${closingOf(markdown.slice(code.start, code.bodyStart))}\n`;
}

/** What must stand before a text that goes on at `at`: the fence of its code, the head of its table. */
export function headAt(markdown: string, blocks: readonly MarkdownBlock[], at: number): string {
  const begun = blocks.find(({ start, end }) => start < at && at < end);
  return begun === undefined || at < begun.bodyStart ? '' : markdown.slice(begun.start, begun.bodyStart);
}

function closingOf(opening: string): string {
  return /`{3,}|~{3,}/.exec(opening)?.[0] ?? '```';
}

/** What is tried first: where a paragraph, code or table begins, then a line, then a sentence or word. */
const leastPart = 0.3;

/**
 * How far a part of a text may reach from `from`, so that it fits. Always further than `from`.
 * @param most no part is longer than this many characters
 */
export function cutMarkdown(
  markdown: string,
  blocks: readonly MarkdownBlock[],
  from: number,
  fits: (to: number) => boolean,
  most = 40_000,
): number {
  const end = Math.min(markdown.length, from + most);
  if (end === markdown.length && fits(end)) return end;
  const longest = longestThatFits(from, end, fits);
  const least = from + Math.floor((longest - from) * leastPart);
  const starts = blocks.filter(({ kind, start }) => kind !== 'blank' && start > least && start <= longest);
  const to =
    starts.at(-1)?.start ?? lineBefore(markdown, blocks, least, longest) ?? wordBefore(markdown, least, longest);
  return to > from ? to : Math.min(markdown.length, from + (isPair(markdown, from) ? 2 : 1));
}

function longestThatFits(from: number, end: number, fits: (to: number) => boolean): number {
  let [low, high] = [from, end];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lineBefore(
  markdown: string,
  blocks: readonly MarkdownBlock[],
  least: number,
  longest: number,
): number | undefined {
  for (let at = markdown.lastIndexOf('\n', longest - 1) + 1; at > least; at = markdown.lastIndexOf('\n', at - 2) + 1) {
    const block = blocks.find(({ start, end }) => start < at && at < end);
    // Not within the head of a table or before its first row, nor between code and its fences.
    if (block === undefined || block.kind === 'text' || (at > block.bodyStart && at < block.bodyEnd)) return at;
  }
  return undefined;
}

function wordBefore(markdown: string, least: number, longest: number): number {
  const tail = markdown.slice(least, longest);
  const between = Math.max(
    tail.lastIndexOf(' '),
    tail.lastIndexOf('。'),
    tail.lastIndexOf('，'),
    tail.lastIndexOf('、'),
  );
  const at = between > 0 ? least + between + 1 : longest;
  const opened = markdown.lastIndexOf('<', at - 1);
  const isInTag = opened > least && at - opened < 300 && !markdown.slice(opened, at).includes('>');
  if (isInTag) return opened;
  return isPair(markdown, at - 1) ? at - 1 : at;
}

/** Whether two halves of one character stand there. */
function isPair(text: string, at: number): boolean {
  return at >= 0 && (text.codePointAt(at) ?? 0) > 0xffff;
}
