import type { InboundMessage, QuotedMessage } from '../../model/triggers/inbound-message.ts';
import type { EditedMessage, ReadMessage } from '../../model/triggers/messenger.ts';
import { isObject, type JsonObject, type JsonValue, readNumber, readText } from '../../util/json.ts';
import { readInstant, readItemMessage, readQuoted } from './read-message.ts';
import type { Reading } from './reading.ts';
import { marker, words } from './words.ts';

const mostParts = 300;
const mostLevels = 10;

/**
 * `items` of `GET im/v1/messages/:message_id`: the message and, of a forward, all that is in it, however deep (`upper_message_id` says in what).
 * Undefined when it was recalled, or is not there.
 */
export function readItems(items: readonly JsonValue[], messageId: string, reading: Reading): ReadMessage | undefined {
  const objects = items.filter(isObject);
  const item = objects.find((one) => readText(one, 'message_id') === messageId) ?? objects[0];
  if (item === undefined || item.deleted === true) return undefined;
  const quoted = readQuoted(item, reading, false);
  if (quoted === undefined) return undefined;
  const updatedAt = item.updated === true ? readInstant(item, 'update_time') : undefined;
  return {
    quoted,
    threadId: readText(item, 'thread_id') ?? undefined,
    editedAt: updatedAt,
    edited: updatedAt === undefined ? undefined : readEdited(item, updatedAt, reading),
    forwarded: flatten(objects, quoted.id, reading),
    chatId: readText(item, 'chat_id') ?? '',
  };
}

function readEdited(item: JsonObject, editedAt: number, reading: Reading): EditedMessage | undefined {
  const read = readItemMessage(item, { ...reading, chatKindOf: () => undefined, receivedAt: editedAt });
  if (read.kind === 'fault') return undefined;
  const { type, text, mentions, mentionsBot, mentionsAll, attachments, content } = read.message;
  return { type, text, mentions, mentionsBot, mentionsAll, attachments, content, editedAt };
}

/** One after another as they were said; what was in a forward within the forward stands after it. */
function flatten(items: readonly JsonObject[], rootId: string, reading: Reading): readonly QuotedMessage[] {
  const partsOf = Map.groupBy(items, (item) => readText(item, 'upper_message_id') ?? '');
  const parts: QuotedMessage[] = [];
  const seen = new Set([rootId]);
  const visit = (upper: string, level: number): void => {
    const inOrder = (partsOf.get(upper) ?? []).toSorted((a, b) => timeOf(a) - timeOf(b));
    for (const item of inOrder) {
      const id = readText(item, 'message_id') ?? '';
      if (seen.has(id) || parts.length >= mostParts || level > mostLevels) continue;
      seen.add(id);
      const part = item.deleted === true ? recalled(item, id, reading) : readQuoted(item, reading, true);
      if (part !== undefined) parts.push(part);
      visit(id, level + 1);
    }
  };
  visit(rootId, 0);
  return parts;
}

function timeOf(item: JsonObject): number {
  return readNumber(item, 'create_time') ?? 0;
}

function recalled(item: JsonObject, id: string, reading: Reading): QuotedMessage {
  const type = readText(item, 'msg_type') ?? 'unknown';
  const text = marker(words.recalled, reading.language);
  return {
    id,
    senderOpenId: undefined,
    senderName: undefined,
    sentAt: readInstant(item, 'create_time'),
    type,
    text,
    attachments: [],
  };
}

/** A message with what was fetched for it: what it answers to, and the parts of a forward, which then are its text. */
export function withFetched(
  message: InboundMessage,
  fetched: { readonly quoted?: QuotedMessage | undefined; readonly forwarded?: readonly QuotedMessage[] | undefined },
): InboundMessage {
  const quoted = fetched.quoted ?? message.quoted;
  if (fetched.forwarded === undefined || message.type !== 'merge_forward') return { ...message, quoted };
  const lines = fetched.forwarded.map(({ senderName, senderOpenId, text }) => {
    const who = senderName ?? senderOpenId;
    return who === undefined ? text : `${who}: ${text}`;
  });
  return { ...message, quoted, forwarded: fetched.forwarded, text: [message.text, ...lines].join('\n') };
}
