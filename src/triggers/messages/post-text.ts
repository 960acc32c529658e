import {
  isObject,
  type JsonObject,
  type JsonValue,
  readArray,
  readObject,
  readText,
  readTexts,
} from '../../util/json.ts';
import type { ContentReader } from './reading.ts';
import { marker, words } from './words.ts';

const mostRows = 5_000;
const mostElements = 1_000;

/**
 * A rich text as markdown: `{title, content: [[element …] …]}`. What was sent has a level of languages around it, what is received has none.
 */
export function postText(content: JsonObject, reader: ContentReader): string {
  const post = withoutLanguages(content, reader);
  const rows = rowsOf(post);
  const title = readText(post, 'title');
  const body = rowsText(title === null ? withoutLeadingBot(rows, reader) : rows, reader);
  return title === null ? body : `**${title.trim()}**\n\n${rowsText(withoutLeadingBot(rows, reader), reader)}`;
}

function withoutLanguages(content: JsonObject, { language }: ContentReader): JsonObject {
  if (content.content !== undefined || content.title !== undefined) return content;
  const preferred = language === 'zh' ? ['zh_cn', 'en_us'] : ['en_us', 'zh_cn'];
  const keys = [...preferred, ...Object.keys(content)];
  return keys.map((key) => readObject(content, key)).find((post) => post.content !== undefined) ?? content;
}

/** The rows of a post, or of a card as it is read; a row that is no list is one element. */
function rowsOf(post: JsonObject, key = 'content'): readonly (readonly JsonObject[])[] {
  return readArray(post, key)
    .slice(0, mostRows)
    .map((row: JsonValue) => (Array.isArray(row) ? row : [row]).filter(isObject).slice(0, mostElements));
}

/** The bot's name stands before what people ask it, perhaps on a line of its own. */
function withoutLeadingBot(
  rows: readonly (readonly JsonObject[])[],
  reader: ContentReader,
): readonly (readonly JsonObject[])[] {
  for (const [index, row] of rows.entries()) {
    const isBlank = (element: JsonObject): boolean =>
      element.tag === 'text' && (readText(element, 'text') ?? '').trim() === '';
    const isBot = (element: JsonObject): boolean =>
      element.tag === 'at' && reader.isBot(readText(element, 'user_id') ?? '');
    const rest = row.findIndex((element) => !isBlank(element) && !isBot(element));
    if (rest !== -1) return [row.slice(row.slice(0, rest).some(isBot) ? rest : 0), ...rows.slice(index + 1)];
  }
  return [];
}

/** Each row a line; code and rules on lines of their own. */
export function rowsText(rows: readonly (readonly JsonObject[])[], reader: ContentReader): string {
  return rows
    .map((row) => row.map((element) => elementText(element, reader)).join(''))
    .map((line) => line.replace(/^\n+|\n+$/g, ''))
    .join('\n');
}

/** One element of a row, as markdown. */
function elementText(element: JsonObject, reader: ContentReader): string {
  const text = readText(element, 'text') ?? '';
  switch (element.tag) {
    case 'text':
      return styled(text, element);
    case 'md':
      return text;
    case 'a':
      return link(text, readText(element, 'href'));
    case 'at':
      return mentionText(element, reader);
    case 'img':
      reader.attach('image', readText(element, 'image_key'));
      return marker(words.image, reader.language);
    case 'media':
      reader.attach('video', readText(element, 'file_key'), { name: readText(element, 'file_name') ?? undefined });
      return marker(words.video, reader.language);
    case 'emotion':
      return `:${readText(element, 'emoji_type') ?? ''}:`;
    case 'hr':
      return '\n---\n';
    case 'code_block':
      return codeBlock(text, readText(element, 'language'));
    default:
      return text === '' ? (readText(element, 'content') ?? '') : text;
  }
}

function mentionText(element: JsonObject, reader: ContentReader): string {
  const name = readText(element, 'user_name');
  const key = readText(element, 'user_id') ?? '';
  return reader.mention(key, name) ?? (name === null ? '' : `@${name}`);
}

/** What is struck out means another thing than what is not; the other styles are looks. */
function styled(text: string, element: JsonObject): string {
  const isStruck = readTexts(element, 'style').includes('lineThrough') && text.trim() !== '';
  return isStruck ? text.replace(/^(\s*)([\s\S]*?)(\s*)$/, '$1~~$2~~$3') : text;
}

/** A link in markdown. */
export function link(text: string, href: string | null): string {
  if (href === null || href === text) return text;
  const target = /[()\s<>]/.test(href) ? `<${href.replaceAll(/[\s<>]/g, encodeURIComponent)}>` : href;
  return `[${text === '' ? href : text}](${target})`;
}

/** Code in a fence that is longer than any in it. */
function codeBlock(code: string, language: string | null): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `\n${fence}${(language ?? '').toLowerCase().replaceAll(/[\s`]/g, '')}\n${code.replace(/\n$/, '')}\n${fence}\n`;
}
