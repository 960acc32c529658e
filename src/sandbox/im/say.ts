import type { JsonObject } from '../../util/json.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import type { Chat } from './chat.ts';
import { readContent } from './content.ts';
import type { ContentChecks } from './content-checks.ts';
import type { Im } from './im.ts';
import { publishMessage } from './im-events.ts';
import type { Author, ImMessage, MessageContent } from './message.ts';
import { nameMentions } from './name-mentions.ts';
import type { Said, SaidFile } from './said.ts';

/** Writes what a person says into a chat, and tells the bots that may hear it. @throws SandboxUseError where it makes no sense */
export function say(im: Im, said: Said, nowMs: number): ImMessage {
  const author = authorOf(im, said.as);
  const parent = parentOf(im, said);
  const chat = parent === undefined ? chatOf(im, said, author, nowMs) : im.chats.require(parent.chatId);
  checkMember(im, chat, author);
  const content = contentOf(im, named(im, chat, said), im.checks(undefined, chat, nowMs));
  const message = im.chats.add({ chat, author, said: content, nowMs, parent, inThread: said.inThread });
  for (const id of said.forward ?? []) addPart(im, chat, message, im.chats.requireMessage(id));
  publishMessage(im, chat, message);
  return message;
}

/** Who acts: a person by open_id, a bot by its app's id; the first person of the company when left out. */
export function authorOf(im: Im, as: string | undefined): Author {
  if (as !== undefined && im.parts.apps.find(as) !== undefined) return { kind: 'app', appId: as };
  const { directory } = im.parts;
  const person = as === undefined ? directory.personAt(0) : im.person(as);
  if (person === undefined) throw new SandboxUseError(`Nobody with the id ${as} works here`);
  return { kind: 'user', openId: person.openId };
}

/** The text with mentions in the place of names, where that is wanted. */
export function named<T extends Pick<Said, 'text' | 'names'>>(im: Im, chat: Chat, said: T): T {
  const { text, names } = said;
  return names === true && text !== undefined ? { ...said, text: nameMentions(im, chat, text) } : said;
}

function parentOf(im: Im, { replyTo, thread }: Said): ImMessage | undefined {
  if (replyTo !== undefined) return im.chats.requireMessage(replyTo);
  if (thread === undefined) return undefined;
  const first = im.chats.firstOfThread(thread);
  if (first === undefined) throw new SandboxUseError(`There is no topic ${thread}`);
  return first;
}

function chatOf(im: Im, { chat = 'direct', to = im.parts.options.appId }: Said, author: Author, nowMs: number): Chat {
  if (chat === 'direct') {
    if (author.kind === 'app') throw new SandboxUseError('A bot has direct chats with people only: name a chat');
    return im.chats.direct(author.openId, im.parts.apps.require(to).appId, nowMs);
  }
  return chatByName(im, chat);
}

/** A chat by its id, or the first of a kind. */
export function chatByName(im: Im, chat: string): Chat {
  if (chat !== 'group' && chat !== 'topic') return im.chats.require(chat);
  const found = im.chats.all().find(({ mode }) => mode === chat);
  if (found === undefined) throw new SandboxUseError(`There is no chat of the kind ${chat}`);
  return found;
}

function checkMember(im: Im, chat: Chat, author: Author): void {
  if (chat.isDissolved) throw new SandboxUseError('The chat is dissolved');
  const isIn = author.kind === 'app' ? chat.bots.has(author.appId) : chat.people.has(author.openId);
  if (!isIn)
    throw new SandboxUseError(`${author.kind === 'app' ? author.appId : author.openId} is not in the chat ${chat.id}`);
  if (author.kind === 'user') im.person(author.openId);
}

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function bytesOf({ bytes, size }: SaidFile, fallback: Buffer): Buffer {
  return bytes !== undefined ? Buffer.from(bytes) : size !== undefined ? Buffer.alloc(size) : fallback;
}

function contentOf(im: Im, said: Said, checks: ContentChecks): MessageContent {
  if (said.text !== undefined)
    return readContent('text', JSON.stringify({ text: mentions(im, said) + said.text }), checks);
  if (said.post !== undefined) return readContent('post', JSON.stringify(withMentions(im, said, said.post)), checks);
  if (said.card !== undefined) return readContent('interactive', JSON.stringify(said.card), checks);
  if (said.forward !== undefined) return bare('merge_forward', 'Merged and Forwarded Message');
  if (said.raw !== undefined) return rawContent(said.raw, checks);
  return fileContent(im, said, checks);
}

/** Of types that only people send, and whatever else: as it is, be it no JSON at all. */
function rawContent({ type, content }: NonNullable<Said['raw']>, checks: ContentChecks): MessageContent {
  const isChecked = ['text', 'post', 'interactive'].includes(type) && typeof content === 'object';
  if (isChecked) return readContent(type, JSON.stringify(content), checks);
  return bare(type, typeof content === 'string' ? content : JSON.stringify(content));
}

function bare(type: string, content: string): MessageContent {
  return { type, content, mentions: [], mentionsAll: false, keys: [] };
}

function fileContent({ uploads }: Im, { image, file, audio, video }: Said, checks: ContentChecks): MessageContent {
  if (image !== undefined) {
    const { key } = uploads.addImage(bytesOf(image, pixel));
    return readContent('image', JSON.stringify({ image_key: key }), checks);
  }
  const given = file ?? audio ?? video;
  if (given === undefined)
    throw new SandboxUseError('Say something: text, post, image, file, audio, video, card, forward or raw');
  const [type, suffix, kind] =
    file !== undefined ? ['file', 'txt', 'stream'] : audio ? ['audio', 'opus', 'opus'] : ['media', 'mp4', 'mp4'];
  const name = given.name ?? `${type}.${suffix}`;
  const about = type === 'file' ? {} : { durationMs: given.durationMs ?? 3_000 };
  const { key } = uploads.addFile(
    { name, bytes: bytesOf(given, Buffer.from(`the content of ${name}\n`)) },
    kind ?? '',
    about,
  );
  const cover = type === 'media' ? { image_key: uploads.addImage(pixel).key } : {};
  return readContent(type ?? '', JSON.stringify({ file_key: key, ...cover }), checks);
}

function mentionedIds(im: Im, { mention = [] }: Said): readonly string[] {
  return mention.map((id) => (id === 'bot' ? im.parts.options.appId : id));
}

function mentions(im: Im, said: Said): string {
  return mentionedIds(im, said)
    .map((id) => `<at user_id="${id}"></at> `)
    .join('');
}

function withMentions(im: Im, said: Said, post: JsonObject): JsonObject {
  const [first = [], ...rest] = Array.isArray(post.content) ? post.content : [];
  const at = mentionedIds(im, said).map((user_id) => ({ tag: 'at', user_id }));
  return { ...post, content: [[...at, ...(Array.isArray(first) ? first : [])], ...rest] };
}

/** What is forwarded is copied, with everything within it. */
function addPart(im: Im, chat: Chat, upper: ImMessage, part: ImMessage): void {
  const { author, said, createdMs } = part;
  const copy = im.chats.add({ chat, author, said, nowMs: createdMs, upperId: upper.id });
  for (const inner of im.chats.partsOf(part.id).filter(({ upperId }) => upperId === part.id))
    addPart(im, chat, copy, inner);
}
