import type { OutgoingContent } from '../../model/triggers/messenger.ts';
import { type JsonObject, readObject } from '../../util/json.ts';

const types = ['text', 'post', 'interactive', 'image', 'file', 'audio', 'media'] as const;

/** What a row says, as `JSON.stringify` has written it; undefined when it is nothing. */
export function readSaid(value: JsonObject): OutgoingContent | undefined {
  const type = types.find((known) => known === value.type);
  return type === undefined ? undefined : { type, content: readObject(value, 'content') };
}
