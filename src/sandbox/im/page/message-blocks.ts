import { isObject, type JsonObject, readArray, readNumber, readText, tryParseJson } from '../../../util/json.ts';
import type { MessageContent } from '../message.ts';
import type { Uploads } from '../uploads.ts';
import { type NameOf, plainInlines } from './inlines.ts';
import { safeHref } from './safe-href.ts';
import type { Block, Inline, Mark } from './shown.ts';

/** What a message says, but for cards and forwards. */
export function messageBlocks(
  said: MessageContent,
  { uploads, nameOf }: { readonly uploads: Uploads; readonly nameOf: NameOf },
): readonly Block[] {
  const { type, content } = said;
  const parsed = tryParseJson(content);
  if (!isObject(parsed)) return [{ kind: 'other', what: type, text: content }];
  if (type === 'text') return textBlocks(said, readText(parsed, 'text') ?? '', nameOf);
  if (type === 'post') return postBlocks(said, parsed, nameOf);
  return [fileBlock(type, parsed, uploads)];
}

function textBlocks(said: MessageContent, text: string, nameOf: NameOf): readonly Block[] {
  return [{ kind: 'paragraph', inlines: withMentions(said, text, nameOf, []) }];
}

/** A text with names in the place of keys, and with links. */
function withMentions(
  { mentions }: MessageContent,
  text: string,
  nameOf: NameOf,
  marks: readonly Mark[],
): readonly Inline[] {
  const parts = text.split(/(@_(?:all|user_\d{1,4})(?!\w)|https?:\/\/[^\s<>"']{1,2000})/);
  return parts.flatMap((part, at): readonly Inline[] => {
    if (at % 2 === 0) return part === '' ? [] : plainInlines(part).map((one) => marked(one, marks));
    if (part === '@_all') return [{ kind: 'everybody' }];
    const mention = mentions.find(({ key }) => key === part);
    if (mention !== undefined) {
      const isMe = nameOf(mention.openId)?.isMe ?? false;
      return [{ kind: 'at', name: mention.name, isMe }];
    }
    const href = safeHref(part);
    return href === null ? [{ kind: 'text', text: part, marks, color: null }] : [{ kind: 'link', text: part, href }];
  });
}

function marked(inline: Inline, marks: readonly Mark[]): Inline {
  return inline.kind === 'text' ? { ...inline, marks } : inline;
}

function postBlocks(said: MessageContent, post: JsonObject, nameOf: NameOf): readonly Block[] {
  const title = readText(post, 'title') ?? '';
  const rows = readArray(post, 'content').flatMap((row): readonly Block[] => {
    const elements = Array.isArray(row) ? row.filter(isObject) : [];
    const [first] = elements;
    const alone = first !== undefined && elements.length === 1 ? aloneBlock(first) : undefined;
    if (alone !== undefined) return [alone];
    const inlines = elements.flatMap((element) => postInlines(said, element, nameOf));
    return inlines.length === 0 ? [] : [{ kind: 'paragraph', inlines }];
  });
  const head: readonly Block[] = title === '' ? [] : [{ kind: 'heading', level: 4, inlines: plainInlines(title) }];
  return [...head, ...rows];
}

function aloneBlock(element: JsonObject): Block | undefined {
  const key = readText(element, 'image_key') ?? '';
  switch (element.tag) {
    case 'hr':
      return { kind: 'rule' };
    case 'img':
      return { kind: 'image', key, alt: '' };
    case 'media':
      return { kind: 'sound', key: readText(element, 'file_key') ?? '', name: '', seconds: 0 };
    case 'code_block': {
      const language = readText(element, 'language') ?? '';
      return { kind: 'code', language, text: readText(element, 'text') ?? '' };
    }
    default:
      return undefined;
  }
}

const styles: Readonly<Record<string, Mark>> = { bold: 'bold', italic: 'italic', lineThrough: 'struck' };

function postInlines(said: MessageContent, element: JsonObject, nameOf: NameOf): readonly Inline[] {
  const text = readText(element, 'text') ?? '';
  switch (element.tag) {
    case 'text': {
      const marks = readArray(element, 'style').flatMap((style) => styles[String(style)] ?? []);
      return withMentions(said, text, nameOf, marks);
    }
    case 'a': {
      const href = safeHref(readText(element, 'href') ?? '');
      return href === null ? plainInlines(text) : [{ kind: 'link', text, href }];
    }
    case 'at':
      return withMentions(said, readText(element, 'user_id') ?? '', nameOf, []);
    case 'img':
      return [{ kind: 'image', key: readText(element, 'image_key') ?? '', alt: '' }];
    case 'emotion':
      return [{ kind: 'emoji', name: readText(element, 'emoji_type') ?? '' }];
    default:
      return plainInlines(text === '' ? `[${String(element.tag)}]` : text);
  }
}

function fileBlock(type: string, content: JsonObject, uploads: Uploads): Block {
  const key = readText(content, 'file_key') ?? '';
  const upload = uploads.find(key);
  const name = upload?.name ?? readText(content, 'file_name') ?? '';
  if (type === 'image') return { kind: 'image', key: readText(content, 'image_key') ?? '', alt: '' };
  if (type === 'file') return { kind: 'file', key, name, bytes: upload?.bytes.length ?? 0 };
  if (type === 'audio' || type === 'media')
    return { kind: 'sound', key, name, seconds: Math.round((readNumber(content, 'duration') ?? 0) / 1000) };
  const words = ['name', 'title', 'topic', 'template', 'text'].map((field) => readText(content, field) ?? '');
  return { kind: 'other', what: type, text: words.find((word) => word !== '') ?? '' };
}
