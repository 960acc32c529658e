import { type NameOf, readInlines } from './inlines.ts';
import type { Block } from './shown.ts';

/** Lists and quotes within each other; what is deeper is text. */
const maxDepth = 5;

const item = /^(\s{0,12})([-*+]|\d{1,6}[.)])\s+(.*)$/;
const rule = /^\s{0,3}(?:-\s*){3,}$|^\s{0,3}(?:\*\s*){3,}$|^\s*<hr\s?\/?>\s*$/;
const dashes = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Reads Lark's markdown. Every line is shown: what is no mark of it is text. */
export function readBlocks(markdown: string, nameOf: NameOf, depth = 0): readonly Block[] {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  const found: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const one = next(lines, at, { nameOf, depth });
    if (one.block !== undefined) found.push(one.block);
    at = one.end;
  }
  return found;
}

interface Found {
  readonly block: Block | undefined;
  /** The first line behind it. */
  readonly end: number;
}

interface How {
  readonly nameOf: NameOf;
  readonly depth: number;
}

function next(lines: readonly string[], at: number, how: How): Found {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: undefined, end: at + 1 };
  const [, hashes, title = ''] = /^\s{0,3}(#{1,6})\s+(.*)$/.exec(line) ?? [];
  if (hashes !== undefined) {
    const inlines = readInlines(title, how.nameOf);
    return { block: { kind: 'heading', level: hashes.length, inlines }, end: at + 1 };
  }
  if (rule.test(line)) return { block: { kind: 'rule' }, end: at + 1 };
  return (
    code(lines, at) ??
    table(lines, at, how) ??
    (how.depth < maxDepth ? (quote(lines, at, how) ?? list(lines, at, how)) : undefined) ??
    paragraph(lines, at, how)
  );
}

function code(lines: readonly string[], at: number): Found | undefined {
  const [, fence = '', language = ''] = /^\s{0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/.exec(lines[at] ?? '') ?? [];
  if (fence === '') return undefined;
  const length = lines.slice(at + 1).findIndex((line) => line.trim().startsWith(fence));
  const end = length < 0 ? lines.length : at + 1 + length;
  return { block: { kind: 'code', language, text: lines.slice(at + 1, end).join('\n') }, end: end + 1 };
}

function table(lines: readonly string[], at: number, { nameOf }: How): Found | undefined {
  const [head = '', dashed = ''] = lines.slice(at, at + 2);
  if (!head.includes('|') || !dashed.includes('-') || !dashes.test(dashed)) return undefined;
  const length = lines.slice(at + 2).findIndex((line) => !line.includes('|'));
  const end = length < 0 ? lines.length : at + 2 + length;
  const cells = (line: string) => cellsOf(line).map((cell) => readInlines(cell, nameOf));
  return { block: { kind: 'table', head: cells(head), rows: lines.slice(at + 2, end).map(cells) }, end };
}

function cellsOf(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function quote(lines: readonly string[], at: number, { nameOf, depth }: How): Found | undefined {
  const length = countWhile(lines, at, (line) => /^\s{0,3}>/.test(line));
  if (length === 0) return undefined;
  const inner = lines.slice(at, at + length).map((line) => line.replace(/^\s{0,3}>\s?/, ''));
  return { block: { kind: 'quote', blocks: readBlocks(inner.join('\n'), nameOf, depth + 1) }, end: at + length };
}

/** Items of one indent; what is further in belongs to the item before it. */
function list(lines: readonly string[], at: number, { nameOf, depth }: How): Found | undefined {
  const first = item.exec(lines[at] ?? '');
  if (first === null) return undefined;
  const indent = first[1]?.length ?? 0;
  const isOrdered = /\d/.test(first[2] ?? '');
  const items: string[][] = [];
  let end = at;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? '';
    const [, inset = '', sign = '', text = ''] = item.exec(line) ?? [];
    const isItem = sign !== '' && inset.length <= indent + 1;
    if (isItem && /\d/.test(sign) !== isOrdered) break;
    if (isItem) items.push([text]);
    else if (sign !== '' || /^\s{2,}\S/.test(line))
      items.at(-1)?.push(line.slice(Math.min(indent + 2, indentOf(line))));
    else break;
  }
  const blocks = items.map((inner) => readBlocks(inner.join('\n'), nameOf, depth + 1));
  const start = isOrdered ? Number.parseInt(first[2] ?? '1', 10) : 1;
  return { block: { kind: 'list', isOrdered, start, items: blocks }, end };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Its first line counts whatever it is. */
function paragraph(lines: readonly string[], at: number, { nameOf }: How): Found {
  const begins = /^\s{0,3}(#{1,6}\s|`{3}|~{3}|>)|^\s{0,12}([-*+]|\d{1,6}[.)])\s/;
  const isGoingOn = (line: string, place: number): boolean =>
    line.trim() !== '' && !begins.test(line) && !rule.test(line) && !dashes.test(lines[place + 1] ?? 'x');
  const length = countWhile(lines, at + 1, isGoingOn);
  const text = lines.slice(at, at + 1 + length).join('\n');
  return { block: { kind: 'paragraph', inlines: readInlines(text, nameOf) }, end: at + 1 + length };
}

function countWhile(lines: readonly string[], at: number, isOf: (line: string, place: number) => boolean): number {
  let end = at;
  while (end < lines.length && isOf(lines[end] ?? '', end)) end++;
  return end - at;
}
