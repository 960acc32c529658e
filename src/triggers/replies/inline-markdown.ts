import type { NameFinder } from './people.ts';

/** What may stand in what is said, beside text. */
export interface Allowed {
  readonly names: NameFinder;
  /** `@all` by the tag of the platform. */
  readonly everybody: boolean;
  /** Keys of images that were uploaded for this answer. */
  readonly images: ReadonlySet<string>;
}

/** How one kind of message writes what is allowed, and what a `<` that is nothing but a `<` is written as. */
export interface InlineWriter {
  mention(openId: string, name: string): string;
  everybody(): string;
  lessThan(before: string): string;
  image(alt: string, key: string): string;
  link(text: string, url: string): string;
  code(span: string): string;
  lineBreak(): string;
}

/** Keeps tags that call people from being tags, where nothing may be escaped. */
export function breakTags(text: string): string {
  return text.replace(/<(?=\/?(?:at|person)\b)/gi, '<\u200b');
}

/** Likewise links that lead out of the web, as code has them that is shown without being code. */
export function breakLinks(text: string): string {
  return text.replace(/\](?=\([^\S\n]{0,9}<?(?!https?:)[^\s()<>:]{0,100}:)/gi, ']\u200b');
}

const at = /<at\b([^<>]{0,300})>([^<>]{0,200})<\/at\s*>/iy;
const idOfAt = /\b(?:id|user_id|open_id)\s*=\s*["']?([\w@.-]{1,100})/i;
const autolink = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/iy;
const lineBreak = /<br\s{0,5}\/?>/iy;
const image = /!\[([^[\]]{0,500})\]\(\s{0,5}<?([^\s()<>]{0,2000})>?(?:\s{1,5}"[^"\n]{0,300}")?\s{0,5}\)/y;
const link =
  /\[([^[\]]{0,2000})\]\(\s{0,5}<?([^\s()<>]{0,2000}(?:\([^\s()<>]{0,300}\)[^\s()<>]{0,300}){0,5})>?(?:\s{1,5}"[^"\n]{0,300}")?\s{0,5}\)/y;
const entity = /&(?:lt|#0{0,5}60|#x0{0,5}3c)(?:;|(?!\w))/iy;
const web = /^https?:\/\/[^\s]+$/i;

/**
 * A paragraph or table of an answer as it may be sent: people are called only when they are allowed to be, images are ours, links lead to the web,
 * and every other tag is a text. Code is code.
 */
export function writeInline(text: string, allowed: Allowed, writer: InlineWriter): string {
  let [out, last] = ['', ''];
  const add = (more: string): void => {
    // What we have not written as a link is none, however its brackets are nested or escaped.
    out += last === ']' && more.startsWith('(') ? `\u200b${more}` : more;
    last = more.at(-1) ?? last;
  };
  for (let index = 0; index < text.length; ) {
    const found = findAt(text, index, allowed, writer);
    if (found !== undefined) {
      add(found.written);
      index = found.end;
      continue;
    }
    const plain = /[^\\`<&![@]+/y;
    plain.lastIndex = index;
    const run = plain.exec(text)?.[0] ?? text.charAt(index);
    add(run.replaceAll('](', ']\u200b('));
    index += run.length;
  }
  return out;
}

interface Found {
  readonly written: string;
  readonly end: number;
}

function findAt(text: string, index: number, allowed: Allowed, writer: InlineWriter): Found | undefined {
  switch (text[index]) {
    case '\\':
      return escaped(text, index, writer);
    case '`':
      return codeSpan(text, index, writer);
    case '<':
      return tag(text, index, allowed, writer);
    case '&': {
      const end = matchAt(entity, text, index)?.end;
      return end === undefined ? undefined : { written: writer.lessThan(text.slice(end, end + 10)), end };
    }
    case '!':
      return pictured(text, index, allowed, writer);
    case '[':
      return linked(text, index, allowed, writer);
    case '@': {
      const called = allowed.names.at(text, index);
      if (called === undefined) return undefined;
      const { person, length } = called;
      return { written: writer.mention(person.openId, person.name), end: index + length };
    }
    default:
      return undefined;
  }
}

function matchAt(
  pattern: RegExp,
  text: string,
  index: number,
): { readonly groups: readonly string[]; readonly end: number } | undefined {
  pattern.lastIndex = index;
  const found = pattern.exec(text);
  return found === null
    ? undefined
    : { groups: found.slice(1).map((group) => group ?? ''), end: index + found[0].length };
}

/** `\<` is a `<` by the standard; whether it is one for Lark is not known. */
function escaped(text: string, index: number, writer: InlineWriter): Found | undefined {
  const next = text[index + 1];
  if (next === undefined || !/[!-/:-@[-`{-~]/.test(next)) return undefined;
  const written = next === '<' ? writer.lessThan(text.slice(index + 2, index + 12)) : `\\${next}`;
  return { written, end: index + 2 };
}

function codeSpan(text: string, index: number, writer: InlineWriter): Found {
  const run = /`+/y;
  run.lastIndex = index;
  const mark = run.exec(text)?.[0] ?? '`';
  const after = index + mark.length;
  for (let close = text.indexOf(mark, after); close !== -1; close = text.indexOf(mark, close)) {
    run.lastIndex = close;
    const length = run.exec(text)?.[0].length ?? mark.length;
    if (length === mark.length) return { written: writer.code(text.slice(index, close + length)), end: close + length };
    close += length;
  }
  return { written: mark, end: after };
}

function tag(text: string, index: number, allowed: Allowed, writer: InlineWriter): Found {
  const called = matchAt(at, text, index);
  if (called !== undefined) {
    const [attributes = '', inner = ''] = called.groups;
    return { written: calledBy(idOfAt.exec(attributes)?.[1], inner, allowed, writer), end: called.end };
  }
  const address = matchAt(autolink, text, index);
  if (address !== undefined) return { written: (address.groups[0] ?? '').replace(/^mailto:/i, ''), end: address.end };
  const broken = matchAt(lineBreak, text, index);
  if (broken !== undefined) return { written: writer.lineBreak(), end: broken.end };
  return { written: writer.lessThan(text.slice(index + 1, index + 11)), end: index + 1 };
}

function calledBy(id: string | undefined, inner: string, allowed: Allowed, writer: InlineWriter): string {
  if (id === 'all') return allowed.everybody ? writer.everybody() : `@${plainName(inner, 'all')}`;
  const person = id === undefined ? undefined : allowed.names.byId(id);
  return person === undefined ? `@${plainName(inner, '…')}` : writer.mention(person.openId, person.name);
}

function plainName(inner: string, otherwise: string): string {
  const name = inner
    .replace(/^@/, '')
    .replaceAll(/[`[\]\\&]/g, '')
    .trim();
  return name === '' ? otherwise : name;
}

function pictured(text: string, index: number, allowed: Allowed, writer: InlineWriter): Found | undefined {
  const found = matchAt(image, text, index);
  if (found === undefined) return undefined;
  const [alt = '', target = ''] = found.groups;
  const words = writeInline(alt, allowed, writer);
  if (allowed.images.has(target)) return { written: writer.image(words, target), end: found.end };
  // Lark shows only what was uploaded: a picture from elsewhere is a link to it.
  return { written: web.test(target) ? writer.link(words === '' ? target : words, target) : words, end: found.end };
}

function linked(text: string, index: number, allowed: Allowed, writer: InlineWriter): Found | undefined {
  const found = matchAt(link, text, index);
  if (found === undefined) return undefined;
  const [label = '', target = ''] = found.groups;
  const words = writeInline(label, allowed, writer);
  return { written: web.test(target) ? writer.link(words, target) : words, end: found.end };
}
