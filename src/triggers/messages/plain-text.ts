import { type JsonObject, readText } from '../../util/json.ts';
import type { ContentReader } from './reading.ts';

const placeholder = /@_all\b|@_user_\d+/g;
const first = /^\s*(@_user_\d+)/;

/** `{"text": "@_user_1 hello"}`, without the mentions of the bot that begin it. Links are markdown already. */
export function plainText(content: JsonObject, reader: ContentReader): string {
  let text = readText(content, 'text') ?? '';
  for (let key = first.exec(text); key?.[1] !== undefined && reader.isBot(key[1]); key = first.exec(text))
    text = text.slice(key[0].length);
  return text.replace(placeholder, (key) => reader.mention(key) ?? key);
}
