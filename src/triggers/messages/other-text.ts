import {
  isObject,
  type JsonObject,
  type JsonValue,
  readNumber,
  readObject,
  readText,
  readTexts,
} from '../../util/json.ts';
import { cardText } from './card-text.ts';
import type { Mentioned } from './people.ts';
import { plainText } from './plain-text.ts';
import { postText } from './post-text.ts';
import { ContentReader, type ReadContent, type Reading } from './reading.ts';
import { lengthText, marker, several, timeText, words } from './words.ts';

type Reader = (content: JsonObject, reader: ContentReader) => string;

/** By the platform's name of a type (im-v1/message/message-content-description/message_content.md). */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', plainText],
  ['post', postText],
  ['interactive', cardText],
  ['image', image],
  ['file', (content, reader) => file('file', content, reader)],
  ['folder', (content, reader) => file('folder', content, reader)],
  ['audio', audio],
  ['media', video],
  ['sticker', sticker],
  ['share_chat', (content, { language }) => marker(words.group, language, readText(content, 'chat_id'))],
  ['share_user', sharedPerson],
  ['system', system],
  ['location', location],
  ['vote', vote],
  ['todo', todo],
  ['video_chat', call],
  ['hongbao', (content, { language }) => readText(content, 'text') ?? marker(words.gift, language)],
  ['share_calendar_event', calendar],
  ['calendar', calendar],
  ['general_calendar', calendar],
  ['merge_forward', (_, { language }) => marker(words.forward, language)],
]);

/** The text and what hangs on a content of any type; a type that nobody has heard of shows what text it has, or its name. */
export function readContent(
  type: string,
  content: JsonObject,
  reading: Reading,
  mentioned: readonly Mentioned[],
): ReadContent {
  const reader = new ContentReader(reading, mentioned);
  return reader.done((readers.get(type) ?? ((unknown) => anything(type, unknown)))(content, reader));
}

function image(content: JsonObject, reader: ContentReader): string {
  reader.attach('image', readText(content, 'image_key'));
  return marker(words.image, reader.language);
}

function file(kind: 'file' | 'folder', content: JsonObject, reader: ContentReader): string {
  const name = readText(content, 'file_name');
  reader.attach(kind, readText(content, 'file_key'), { name: name ?? undefined });
  return marker(words[kind], reader.language, name);
}

function audio(content: JsonObject, reader: ContentReader): string {
  const durationMs = readNumber(content, 'duration');
  reader.attach('audio', readText(content, 'file_key'), { durationMs: durationMs ?? undefined });
  return marker(words.audio, reader.language, lengthText(durationMs));
}

function video(content: JsonObject, reader: ContentReader): string {
  const name = readText(content, 'file_name');
  const durationMs = readNumber(content, 'duration') ?? undefined;
  reader.attach('video', readText(content, 'file_key'), { name: name ?? undefined, durationMs });
  return marker(words.video, reader.language, name);
}

function sticker(content: JsonObject, reader: ContentReader): string {
  reader.attach('sticker', readText(content, 'file_key'));
  return marker(words.sticker, reader.language);
}

function sharedPerson(content: JsonObject, { language, reading }: ContentReader): string {
  const id = readText(content, 'user_id');
  return marker(words.person, language, id === null ? null : (reading.nameOf(id) ?? id));
}

function system(content: JsonObject, { language }: ContentReader): string {
  const template = readText(content, 'template') ?? '';
  return template.replace(/\{(\w{1,100})\}/g, (_, key: string) => systemValue(content[key], language));
}

function systemValue(value: JsonValue | undefined, language: 'en' | 'zh'): string {
  if (Array.isArray(value))
    return several(
      value.map((item) => systemValue(item, language)),
      language,
    );
  if (!isObject(value)) return typeof value === 'string' ? value : '';
  const inLanguage = readText(readObject(value, 'i18n_text'), language === 'zh' ? 'zh_cn' : 'en_us');
  return inLanguage ?? readText(value, 'text') ?? readText(value, 'name') ?? '';
}

function location(content: JsonObject, { language }: ContentReader): string {
  const at = [readText(content, 'latitude'), readText(content, 'longitude')];
  const where = at.includes(null) ? '' : ` (${at.join(', ')})`;
  return marker(words.place, language, `${readText(content, 'name') ?? ''}${where}`.trim());
}

function vote(content: JsonObject, { language }: ContentReader): string {
  const options = readTexts(content, 'options').map((option) => `- ${option}`);
  return [marker(words.poll, language, readText(content, 'topic')), ...options].join('\n');
}

function todo(content: JsonObject, reader: ContentReader): string {
  const { language } = reader;
  const summary = isObject(content.summary) ? postText(content.summary, reader) : readText(content, 'summary');
  const due = timeText(readNumber(content, 'due_time'));
  return `${marker(words.task, language, summary?.trim() ?? null)}${due === null ? '' : ` (${words.due[language]} ${due})`}`;
}

function call(content: JsonObject, { language }: ContentReader): string {
  const at = timeText(readNumber(content, 'start_time'));
  return `${marker(words.call, language, readText(content, 'topic'))}${at === null ? '' : ` ${at}`}`;
}

function calendar(content: JsonObject, { language }: ContentReader): string {
  const times = ['start_time', 'end_time'].flatMap((key) => timeText(readNumber(content, key)) ?? []);
  return `${marker(words.meeting, language, readText(content, 'summary'))}${times.length === 0 ? '' : ` ${times.join(' – ')}`}`;
}

function anything(type: string, content: JsonObject): string {
  const keys = ['text', 'title', 'summary', 'topic', 'name', 'content'];
  return (
    keys.flatMap((key) => (typeof content[key] === 'string' ? (readText(content, key) ?? []) : []))[0] ?? `[${type}]`
  );
}
