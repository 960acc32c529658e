import { type JsonObject, readObject, readText } from '../util/json.ts';

/**
 * Where the platform puts the ids of the person who has done something, in this order: who wrote a message, who entered or changed a chat, who
 * pressed a menu or a button, who reacted, who read. The object of a change (`object`, `target_user_id`) has done nothing.
 * Source: the event pages of im-v1, application-v6, vc-v1 and the card's callback.
 */
const actors = [
  ['sender', 'sender_id'],
  ['operator_id'],
  ['operator', 'operator_id'],
  ['operator', 'id'],
  ['operator'],
  ['user_id'],
  ['reader', 'reader_id'],
] as const;
const chats = [
  [['message'], 'chat_id'],
  [[], 'chat_id'],
  [[], 'open_chat_id'],
  [['context'], 'open_chat_id'],
] as const;
/** Ids have some 35 characters; an index cannot hold a text of any length. */
const mostOfId = 100;

/** `open_id` of the person who has done it. */
export function actorOf(body: JsonObject): string | undefined {
  return firstId(
    actors.map((path) => [path, 'open_id']),
    body,
  );
}

/** `chat_id` of the chat in which it has happened. */
export function chatOf(body: JsonObject): string | undefined {
  return firstId(chats, body);
}

function firstId(
  places: readonly (readonly [path: readonly string[], name: string])[],
  body: JsonObject,
): string | undefined {
  for (const [path, name] of places) {
    const id = readText(path.reduce(readObject, body), name);
    if (id !== null && id !== '' && id.length <= mostOfId) return id;
  }
  return undefined;
}
