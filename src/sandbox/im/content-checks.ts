import { type JsonObject, readText } from '../../util/json.ts';
import type { Cards } from './cards.ts';
import type { WhoIs } from './mentions.ts';
import { refusal } from './refusals.ts';
import type { Uploads } from './uploads.ts';

/** What a content is checked against. `appId` undefined: a person writes, who may send what apps may not. */
export interface ContentChecks {
  readonly appId: string | undefined;
  readonly isDirect: boolean;
  readonly uploads: Uploads;
  readonly cards: Cards;
  readonly whoIs: WhoIs;
  readonly isChat: (chatId: string) => boolean;
  readonly maxTables: number | null;
  readonly nowMs: number;
}

/** The key of something that this app has uploaded, of a type that the message may carry. */
export function keyOf(
  content: JsonObject,
  name: string,
  types: readonly string[],
  { uploads, appId }: ContentChecks,
): string {
  const key = readText(content, name) ?? '';
  const upload = uploads.find(key);
  if (upload === undefined) throw refusal(230001, `invalid ${name}`);
  if (appId !== undefined && upload.appId !== appId) throw refusal(230017);
  if (!types.includes(upload.kind === 'image' ? 'image' : upload.type)) throw refusal(230055);
  return key;
}
