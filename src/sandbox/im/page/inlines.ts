import { emojiTypes } from '../emoji-types.ts';
import { safeHref } from './safe-href.ts';
import type { Inline, Mark } from './shown.ts';

/** How somebody is named who is mentioned by an id; undefined for nobody. */
export type NameOf = (id: string) => { readonly name: string; readonly isMe: boolean } | undefined;

interface Look {
  readonly marks: readonly Mark[];
  readonly color: string | null;
  readonly depth: number;
}

const plain: Look = { marks: [], color: null, depth: 0 };
/** Deeper marks are text: nobody writes them, and nothing may be read without an end. */
const maxDepth = 6;
const fences: readonly (readonly [fence: string, mark: Mark])[] = [
  ['**', 'bold'],
  ['__', 'bold'],
  ['~~', 'struck'],
  ['*', 'italic'],
  ['_', 'italic'],
];
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ' };

/** Reads the marks of Lark's markdown in one paragraph: everything that is none of them is text. */
export function readInlines(text: string, nameOf: NameOf): readonly Inline[] {
  return merged(read(text, plain, nameOf));
}

/** Text as it is, with its line breaks. */
export function plainInlines(text: string): readonly Inline[] {
  return text
    .split('\n')
    .flatMap((line, at): Inline[] => [...(at > 0 ? [{ kind: 'break' } as const] : []), inText(line, plain)]);
}

interface Found {
  readonly inlines: readonly Inline[];
  readonly length: number;
}

type Reader = (rest: string, look: Look, nameOf: NameOf, before: string) => Found | undefined;

const readers: Readonly<Record<string, readonly Reader[]>> = {
  '\\': [escaped],
  '`': [code],
  '*': [fenced],
  _: [fenced],
  '~': [fenced],
  '!': [image],
  '[': [link],
  '<': [tag],
  ':': [emoji],
  '&': [entity],
  h: [address],
  '\n': [() => ({ inlines: [{ kind: 'break' }], length: 1 })],
};

function read(text: string, look: Look, nameOf: NameOf): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const candidates = look.depth > maxDepth ? undefined : readers[text.charAt(at)];
    const rest = candidates === undefined ? '' : text.slice(at);
    const one = candidates?.map((reader) => reader(rest, look, nameOf, text.charAt(at - 1))).find(Boolean);
    if (one === undefined) {
      at++;
      continue;
    }
    if (at > from) found.push(inText(text.slice(from, at), look));
    found.push(...one.inlines);
    at += one.length;
    from = at;
  }
  if (from < text.length) found.push(inText(text.slice(from), look));
  return found;
}

function inText(text: string, { marks, color }: Look): Inline {
  return { kind: 'text', text, marks, color };
}

function escaped(rest: string, look: Look): Found | undefined {
  const [, sign] = /^\\([!-/:-@[-`{-~])/.exec(rest) ?? [];
  return sign === undefined ? undefined : { inlines: [inText(sign, look)], length: 2 };
}

function code(rest: string, { marks, color }: Look, _nameOf: NameOf, before: string): Found | undefined {
  if (before === '`') return undefined;
  const [ticks = ''] = /^`+/.exec(rest) ?? [];
  const end = rest.indexOf(ticks, ticks.length);
  if (end < 0) return undefined;
  const inner = rest.slice(ticks.length, end);
  return {
    inlines: [{ kind: 'text', text: inner, marks: [...marks, 'code'], color }],
    length: end + ticks.length,
  };
}

/** A pair of fences around something that neither begins nor ends with a space. */
function fenced(rest: string, look: Look, nameOf: NameOf, before: string): Found | undefined {
  for (const [fence, mark] of fences) {
    if (!rest.startsWith(fence) || (fence.startsWith('_') && /\w/.test(before))) continue;
    const end = rest.indexOf(fence, fence.length + 1);
    const inner = rest.slice(fence.length, end);
    const isInWord = fence.startsWith('_') && /\w/.test(rest.charAt(end + fence.length));
    if (end < 0 || isInWord || /^\s|\s$|\n\n/.test(inner)) continue;
    const marked = { ...look, marks: [...look.marks, mark], depth: look.depth + 1 };
    return { inlines: read(inner, marked, nameOf), length: end + fence.length };
  }
  return undefined;
}

function image(rest: string): Found | undefined {
  if (!rest.includes('](')) return undefined;
  const [whole, alt = '', key = ''] = /^!\[([^\]\n]{0,500})\]\(([^)\s]{1,500})[^)\n]{0,200}\)/.exec(rest) ?? [];
  return whole === undefined ? undefined : { inlines: [{ kind: 'image', key, alt }], length: whole.length };
}

function link(rest: string): Found | undefined {
  if (!rest.includes('](')) return undefined;
  const [whole, text = '', url = ''] = /^\[([^\]\n]{1,1000})\]\(([^)\s]{1,2000})[^)\n]{0,200}\)/.exec(rest) ?? [];
  return whole === undefined ? undefined : { inlines: [linked(text, url)], length: whole.length };
}

function linked(text: string, url: string): Inline {
  const href = safeHref(url);
  return href === null ? inText(`${text} (${url})`, plain) : { kind: 'link', text, href };
}

function address(rest: string, _look: Look, _nameOf: NameOf, before: string): Found | undefined {
  if (/\w/.test(before)) return undefined;
  const [url] = /^https?:\/\/[^\s<>()"'`，。、；）】》]{1,2000}/.exec(rest) ?? [];
  const trimmed = url?.replace(/[.,;:!?*_~]+$/, '');
  return trimmed === undefined ? undefined : { inlines: [linked(trimmed, trimmed)], length: trimmed.length };
}

function emoji(rest: string): Found | undefined {
  const [whole, name = ''] = /^:(\w{1,40}):/.exec(rest) ?? [];
  return whole === undefined || !emojiTypes.has(name)
    ? undefined
    : { inlines: [{ kind: 'emoji', name }], length: whole.length };
}

function entity(rest: string, look: Look): Found | undefined {
  const [whole, number, name = ''] = /^&(?:#(\d{1,6})|(\w{1,6}));/.exec(rest) ?? [];
  const text = number === undefined ? entities[name] : String.fromCodePoint(Math.min(Number(number), 0xffff));
  return whole === undefined || text === undefined
    ? undefined
    : { inlines: [inText(text, look)], length: whole.length };
}

/** Lark's own tags: mentions, colours, labels, links and line breaks. Any other one is text. */
function tag(rest: string, look: Look, nameOf: NameOf): Found | undefined {
  const [open, name = '', attributes = ''] = /^<([a-z_]{1,20})((?:\s[^<>]{0,500})?)\s?\/?>/.exec(rest) ?? [];
  if (open === undefined) return undefined;
  if (name === 'br') return { inlines: [{ kind: 'break' }], length: open.length };
  const close = `</${name}>`;
  const end = open.endsWith('/>') ? open.length : rest.indexOf(close, open.length);
  if (end < 0) return undefined;
  const inner = rest.slice(open.length, end);
  const inlines = ofTag(name, { attributes, inner }, look, nameOf);
  return inlines && { inlines, length: open.endsWith('/>') ? open.length : end + close.length };
}

function ofTag(
  name: string,
  { attributes, inner }: { readonly attributes: string; readonly inner: string },
  look: Look,
  nameOf: NameOf,
): readonly Inline[] | undefined {
  const within = { ...look, depth: look.depth + 1 };
  switch (name) {
    case 'at':
    case 'person':
      return idsOf(attributes).map((id) =>
        id === 'all' ? { kind: 'everybody' } : { kind: 'at', ...(nameOf(id) ?? { name: inner || id, isMe: false }) },
      );
    case 'font':
      return read(inner, { ...within, color: colorOf(attribute(attributes, 'color')) }, nameOf);
    case 'text_tag':
    case 'number_tag':
      return [{ kind: 'tag', text: inner, color: colorOf(attribute(attributes, 'color')) }];
    case 'a':
    case 'link': {
      const url = attribute(attributes, 'href') ?? attribute(attributes, 'url') ?? '';
      return [linked(inner || url, url)];
    }
    default:
      return undefined;
  }
}

function idsOf(attributes: string): readonly string[] {
  const ids = attribute(attributes, 'ids') ?? attribute(attributes, 'id') ?? attribute(attributes, 'user_id') ?? '';
  return ids.split(',').filter((id) => id !== '');
}

function attribute(attributes: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s?=\\s?(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`).exec(attributes);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

const colors = 'red orange yellow green turquoise wathet blue indigo violet purple carmine grey neutral lime default';
const known: ReadonlySet<string> = new Set(colors.split(' '));

/** A colour of Lark's palette without its shade; null for anything else. */
export function colorOf(name: string | null | undefined): string | null {
  const family = (name ?? '').replace(/-\d+$/, '');
  return known.has(family) && family !== 'default' ? family : null;
}

/** Neighbours that look the same become one. */
function merged(inlines: readonly Inline[]): readonly Inline[] {
  const found: Inline[] = [];
  for (const one of inlines) {
    const last = found.at(-1);
    const isSame =
      last?.kind === 'text' &&
      one.kind === 'text' &&
      last.color === one.color &&
      last.marks.join() === one.marks.join();
    if (isSame) found[found.length - 1] = { ...last, text: last.text + one.text };
    else found.push(one);
  }
  return found;
}
