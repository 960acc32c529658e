import { isObject, type JsonObject, type JsonValue, readArray, readText } from '../../util/json.ts';
import { type ContentChecks, keyOf } from './content-checks.ts';
import { MentionWriter } from './mentions.ts';
import type { MessageContent } from './message.ts';
import { refusal } from './refusals.ts';

const locales = ['zh_cn', 'en_us', 'ja_jp', 'zh_hk', 'zh_tw'];

/** A post as it is read: one language without its wrapper, mentions by key, markdown as plain lines (im-v1, "message content"). */
export function readPost(content: JsonObject, checks: ContentChecks): Omit<MessageContent, 'type'> {
  const locale = locales.find((name) => isObject(content[name]));
  const wrapped = locale === undefined ? undefined : content[locale];
  const post = isObject(wrapped) ? wrapped : checks.appId === undefined ? content : undefined;
  if (post === undefined || !Array.isArray(post.content)) throw refusal(230001, 'invalid post content');
  const writer = new MentionWriter(checks.whoIs);
  const keys: string[] = [];
  const rows = readArray(post, 'content').flatMap((row): JsonValue[][] => {
    if (!Array.isArray(row)) throw refusal(230001, 'invalid post content');
    const read = row.map((element) => readElement(element, writer, keys, checks));
    return read.some((element) => element.tag === 'md') ? read.flatMap(asLines) : [read];
  });
  return {
    content: JSON.stringify({ title: readText(post, 'title') ?? '', content: rows }),
    mentions: writer.mentions,
    mentionsAll: writer.mentionsAll,
    keys,
  };
}

function readElement(value: JsonValue, writer: MentionWriter, keys: string[], checks: ContentChecks): JsonObject {
  if (!isObject(value)) throw refusal(230001, 'invalid post element');
  switch (value.tag) {
    case 'text':
    case 'a':
      if (typeof value.text !== 'string') throw refusal(230001, 'invalid post element text');
      return value.tag === 'text' ? { ...value, style: readArray(value, 'style') } : value;
    case 'at':
      return readAt(value, writer);
    case 'img':
      keys.push(keyOf(value, 'image_key', ['image'], checks));
      return value;
    case 'media':
      keys.push(keyOf(value, 'file_key', ['mp4'], checks));
      return value;
    case 'md':
      return { ...value, text: writer.write(readText(value, 'text') ?? '') };
    case 'emotion':
    case 'hr':
    case 'code_block':
      return value;
    default:
      throw refusal(230001, `unknown tag ${String(value.tag)}`);
  }
}

function readAt(value: JsonObject, writer: MentionWriter): JsonObject {
  const id = readText(value, 'user_id') ?? '';
  const key = writer.place(id);
  if (key === undefined) return { tag: 'text', text: `@${readText(value, 'user_name') ?? id}`, style: [] };
  const name = writer.mentions.find((mention) => mention.key === key)?.name ?? '所有人';
  return { tag: 'at', user_id: key, user_name: name, style: [] };
}

/** A paragraph of its own for each line of markdown. */
function asLines(element: JsonObject): JsonValue[][] {
  if (element.tag !== 'md') return [[element]];
  const lines = (readText(element, 'text') ?? '').split('\n');
  return lines.map((text) => [{ tag: 'text', text, style: [] }]);
}
