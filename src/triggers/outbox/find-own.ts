import type { OutgoingContent, OwnMessage, Target } from '../../model/triggers/messenger.ts';
import { isObject, type JsonValue, parseJson } from '../../util/json.ts';

/** What is sought in the history of a chat. */
export interface Sought {
  readonly target: Target;
  /** Undefined of a stream: what it said at last is not known. */
  readonly said: OutgoingContent | undefined;
  /** Messages that are known to be something else. */
  readonly others: ReadonlySet<string>;
}

/** The messages that may be the one that nobody knows of, the oldest first. */
export function findOwn(history: readonly OwnMessage[], { target, said, others }: Sought): readonly OwnMessage[] {
  return history.filter(
    (message) =>
      !others.has(message.messageId) &&
      answersTo(message, target) &&
      (said === undefined ? mayBeStream(message) : isSaid(message, said)),
  );
}

/** In a topic everything answers to its first message; where the answer was not possible, it was said without one. */
function answersTo({ parentId, threadId }: OwnMessage, target: Target): boolean {
  if (target.kind !== 'reply') return true;
  return parentId === target.messageId || threadId !== undefined || parentId === undefined;
}

function mayBeStream({ type }: OwnMessage): boolean {
  return type === 'interactive' || type === 'text';
}

function isSaid(message: OwnMessage, said: OutgoingContent): boolean {
  // A card that was refused was said as text.
  if (message.type !== said.type) return said.type === 'interactive' && message.type === 'text';
  if (said.type !== 'interactive') return wordsOf(message.content) === wordsOf(asJson(said.content));
  // A card that is not shown as it was sent tells nothing.
  const isAsSent = isObject(message.content.body) || Array.isArray(message.content.elements);
  return !isAsSent || wordsOf(message.content) === wordsOf(asJson(said.content));
}

function asJson(content: OutgoingContent['content']): JsonValue {
  return parseJson(JSON.stringify(content));
}

const wordKeys: ReadonlySet<string> = new Set(['text', 'content', 'image_key', 'file_key', 'card_id', 'href', 'title']);

/** All words and keys, without mentions, which are written in another way when they are read. */
function wordsOf(value: JsonValue, key = ''): string {
  if (typeof value === 'string') return wordKeys.has(key) ? plain(value) : '';
  if (Array.isArray(value)) return value.map((item) => wordsOf(item, key)).join('');
  if (!isObject(value)) return '';
  return Object.keys(value)
    .toSorted()
    .map((name) => wordsOf(value[name] ?? null, name))
    .join('');
}

function plain(text: string): string {
  return text.replaceAll(/<at\b[^>]*>(?:[^<]*<\/at>)?|@_user_\d+|@_all|\s+/g, '');
}
