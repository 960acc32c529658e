import { isObject, type JsonObject, type JsonValue, readObject, readText, tryParseJson } from '../../util/json.ts';
import { checkMessageCard, degraded, maxCardBytes } from './card-json.ts';
import { type ContentChecks, keyOf } from './content-checks.ts';
import { MentionWriter, type WhoIs } from './mentions.ts';
import type { MessageContent } from './message.ts';
import { readPost } from './post.ts';
import { cardRefusal, refusal } from './refusals.ts';

const maxTextBytes = 150 * 1024;

type Reader = (content: JsonObject, checks: ContentChecks) => Omit<MessageContent, 'type'>;

/** What apps may send (im-v1/message/create, "content"). */
const readers: Readonly<Record<string, Reader>> = {
  text: readMessageText,
  post: (content, checks) => readPost(content, checks),
  image: (content, checks) => withKeys(content, [keyOf(content, 'image_key', ['image'], checks)]),
  file: (content, checks) => {
    const key = keyOf(content, 'file_key', ['opus', 'mp4', 'pdf', 'doc', 'xls', 'ppt', 'stream'], checks);
    return withKeys({ file_key: key, file_name: checks.uploads.find(key)?.name ?? '' }, [key]);
  },
  audio: (content, checks) => {
    const key = keyOf(content, 'file_key', ['opus'], checks);
    return withKeys({ file_key: key, duration: checks.uploads.find(key)?.durationMs ?? 0 }, [key]);
  },
  media: (content, checks) => {
    const key = keyOf(content, 'file_key', ['mp4'], checks);
    const { name = '', durationMs = 0 } = checks.uploads.find(key) ?? {};
    const cover = readText(content, 'image_key') === null ? [] : [keyOf(content, 'image_key', ['image'], checks)];
    const [image_key = ''] = cover;
    return withKeys({ file_key: key, image_key, file_name: name, duration: durationMs }, [key, ...cover]);
  },
  sticker: (content) => {
    if (readText(content, 'file_key') === null) throw refusal(230001, 'file_key is empty');
    return withKeys(content, []);
  },
  interactive: readCard,
  share_chat: (content, { isChat }) => {
    if (!isChat(readText(content, 'chat_id') ?? '')) throw refusal(230001, 'invalid chat_id');
    return withKeys(content, []);
  },
  share_user: (content, { whoIs }) => {
    if (whoIs(readText(content, 'user_id') ?? '') === undefined) throw refusal(230001, 'invalid user_id');
    return withKeys(content, []);
  },
  system: (content, { isDirect }) => {
    if (!isDirect) throw refusal(230001, 'system messages are for p2p chats');
    return withKeys(content, []);
  },
};

/** Checks what is said and gives it as it is read. Throws the platform's refusal. */
export function readContent(type: string, text: string, checks: ContentChecks): MessageContent {
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const content = tryParseJson(text);
  if (!isObject(content)) throw refusal(230001, 'content is not a string in json format');
  if (reader === undefined) {
    if (checks.appId !== undefined) throw refusal(230001, 'invalid msg_type');
    return { type, ...withKeys(content, []) };
  }
  const limit = type === 'text' ? maxTextBytes : maxCardBytes;
  if (Buffer.byteLength(text) > limit) throw refusal(230025);
  return { type, ...reader(content, checks) };
}

function withKeys(content: JsonObject, keys: readonly string[]): Omit<MessageContent, 'type'> {
  return { content: JSON.stringify(content), mentions: [], mentionsAll: false, keys };
}

function readMessageText(content: JsonObject, { whoIs }: ContentChecks): Omit<MessageContent, 'type'> {
  const text = content.text;
  if (typeof text !== 'string' || text === '') throw refusal(230001, 'text is empty');
  const writer = new MentionWriter(whoIs);
  const written = writer.write(text);
  return { ...withKeys({ text: written }, []), mentions: writer.mentions, mentionsAll: writer.mentionsAll };
}

function readCard(
  content: JsonObject,
  { cards, appId, maxTables, whoIs, nowMs }: ContentChecks,
): Omit<MessageContent, 'type'> {
  const data = readObject(content, 'data');
  if (content.type === 'card') {
    const cardId = readText(data, 'card_id') ?? '';
    const card = cards.toBeSent(cardId, appId, nowMs);
    checkMessageCard(card, maxTables);
    return { ...withKeys(content, []), content: degraded(card), card, cardId };
  }
  if (content.type === 'template') {
    const id = readText(data, 'template_id');
    if (id === null)
      throw cardRefusal(200380, 'template does not exist, please confirm whether this template has been released');
    return asCard({ schema: '2.0', body: { elements: [{ tag: 'markdown', content: templateText(id, data) }] } });
  }
  checkMessageCard(content, maxTables);
  checkPeople(content, whoIs);
  return asCard(content);
}

function templateText(id: string, data: JsonObject): string {
  const values = Object.entries(readObject(data, 'template_variable'));
  return [`template ${id}`, ...values.map(([name, value]) => `${name}: ${shown(value)}`)].join('\n');
}

function shown(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function asCard(card: JsonObject): Omit<MessageContent, 'type'> {
  return { ...withKeys(card, []), content: degraded(card), card };
}

/** 100290: a card names somebody whom nobody knows. */
function checkPeople(card: JsonObject, whoIs: WhoIs): void {
  for (const [, id = ''] of JSON.stringify(card).matchAll(/<at id=\\?["']?([\w-]+)/g))
    if (id !== 'all' && whoIs(id) === undefined)
      throw cardRefusal(100290, 'There is an invalid user resource(at/person) in your card');
}
