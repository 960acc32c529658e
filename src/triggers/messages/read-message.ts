import type { Message } from '../../model/message.ts';
import type { ChatKind, InboundMessage, QuotedMessage, Sender } from '../../model/triggers/inbound-message.ts';
import { isObject, type JsonObject, readNumber, readObject, readText } from '../../util/json.ts';
import { parseContent } from './content.ts';
import { readContent } from './other-text.ts';
import { readMentioned, toMentions } from './people.ts';
import type { ReadContent, Reading } from './reading.ts';

/** What is known beside the message itself. */
export interface MessageReading extends Reading {
  /** Where it was said, as far as that is known: an event does not tell groups of topics from others. */
  readonly chatKindOf: (chatId: string) => ChatKind | undefined;
  /** When it came: stands for a time that the platform does not say. */
  readonly receivedAt: number;
}

/** A message, or what keeps it from being one. */
export type ReadOutcome =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'fault'; readonly fault: Message };

/** The body of `im.message.receive_v1` (its `event`). What it does not have to have may be missing; what nobody knows is passed over. */
export function readEventMessage(body: JsonObject, reading: MessageReading): ReadOutcome {
  const message = readObject(body, 'message');
  const sender = readObject(body, 'sender');
  const ids = isObject(sender.sender_id) ? sender.sender_id : sender;
  const kind = readText(sender, 'sender_type') === 'user' || readText(sender, 'sender_type') === null ? 'user' : 'bot';
  const openId = readText(ids, 'open_id') ?? (kind === 'bot' ? (readText(ids, 'app_id') ?? readText(ids, 'id')) : null);
  return build(message, reading, {
    type: readText(message, 'message_type'),
    content: message.content,
    editedAt: editedAt(message),
    sender:
      openId === null
        ? undefined
        : {
            openId,
            unionId: readText(ids, 'union_id') ?? undefined,
            userId: readText(ids, 'user_id') ?? undefined,
            kind,
            tenantKey: readText(sender, 'tenant_key') ?? '',
            name: reading.nameOf(openId),
          },
  });
}

/** One item of `GET im/v1/messages`, which names the same things otherwise. */
export function readItemMessage(item: JsonObject, reading: MessageReading): ReadOutcome {
  return build(item, reading, {
    type: readText(item, 'msg_type'),
    content: readObject(item, 'body').content,
    editedAt: item.updated === false ? undefined : editedAt(item),
    sender: itemSender(item, reading),
  });
}

interface Told {
  readonly type: string | null;
  readonly content: JsonObject[string];
  readonly editedAt: number | undefined;
  readonly sender: Sender | undefined;
}

function build(message: JsonObject, reading: MessageReading, told: Told): ReadOutcome {
  const id = readText(message, 'message_id');
  const chatId = readText(message, 'chat_id');
  if (id === null || chatId === null) return fault('has no message_id or chat_id', '缺少 message_id 或 chat_id');
  if (told.sender === undefined) return fault('does not say who sent it', '未说明发送者');
  const type = told.type ?? 'unknown';
  const content = parseContent(told.content);
  const mentioned = readMentioned(message, reading.botOpenId);
  const read = readContent(type, content, reading, mentioned);
  const mentions = toMentions(mentioned);
  return {
    kind: 'message',
    message: {
      id,
      chatId,
      chatKind: chatKind(message, chatId, reading),
      threadId: readText(message, 'thread_id') ?? undefined,
      rootId: readText(message, 'root_id') ?? undefined,
      parentId: readText(message, 'parent_id') ?? undefined,
      sender: told.sender,
      sentAt: readInstant(message, 'create_time') ?? reading.receivedAt,
      editedAt: told.editedAt,
      type,
      text: read.text,
      mentions,
      mentionsBot: mentions.some(({ openId }) => openId === reading.botOpenId),
      mentionsAll: read.mentionsAll || mentioned.some(({ key }) => key === '@_all'),
      attachments: read.attachments,
      quoted: undefined,
      forwarded: undefined,
      content,
    },
  };
}

function fault(en: string, zh: string): ReadOutcome {
  return { kind: 'fault', fault: { en: `The message ${en}`, zh: `消息${zh}` } };
}

function chatKind(message: JsonObject, chatId: string, reading: MessageReading): ChatKind {
  const type = readText(message, 'chat_type');
  if (type === 'p2p') return 'direct';
  const known = reading.chatKindOf(chatId);
  if (known !== undefined) return known;
  return type === 'topic' || type === 'topic_group' ? 'topic' : 'group';
}

/** Of a message that was read: people by `open_id`, bots by the id of their app. */
function itemSender(item: JsonObject, reading: Pick<Reading, 'nameOf'>): Sender | undefined {
  const sender = readObject(item, 'sender');
  const id = readText(sender, 'id');
  if (id === null) return undefined;
  const isBot = readText(sender, 'sender_type') === 'app' || readText(sender, 'id_type') === 'app_id';
  return {
    openId: id,
    unionId: undefined,
    userId: undefined,
    kind: isBot ? 'bot' : 'user',
    tenantKey: readText(sender, 'tenant_key') ?? '',
    name: reading.nameOf(id),
  };
}

/** Milliseconds; samples of forwarded messages have seconds. */
export function readInstant(from: JsonObject, key: string): number | undefined {
  const value = readNumber(from, key);
  if (value === null || value <= 0) return undefined;
  return value < 100_000_000_000 ? value * 1000 : value;
}

function editedAt(message: JsonObject): number | undefined {
  const updated = readInstant(message, 'update_time');
  return updated !== undefined && updated > (readInstant(message, 'create_time') ?? 0) ? updated : undefined;
}

/** What an item says, as a part of a forward or a quotation: what hangs on it can be fetched of a message of the chat only. */
function readItemContent(item: JsonObject, reading: Reading): ReadContent {
  const type = readText(item, 'msg_type') ?? 'unknown';
  const content = parseContent(readObject(item, 'body').content);
  return readContent(type, content, reading, readMentioned(item, reading.botOpenId));
}

/** An item as it is quoted. `isPart`: it was forwarded with others (code 234043: nothing of it can be downloaded). */
export function readQuoted(item: JsonObject, reading: Reading, isPart: boolean): QuotedMessage | undefined {
  const id = readText(item, 'message_id');
  if (id === null) return undefined;
  const sender = itemSender(item, reading);
  const type = readText(item, 'msg_type') ?? 'unknown';
  const { text, attachments } = readItemContent(item, reading);
  const mayDownload = !isPart && type !== 'interactive';
  return {
    id,
    senderOpenId: sender?.openId,
    senderName: sender?.name,
    sentAt: readInstant(item, 'create_time'),
    type,
    text,
    attachments: mayDownload ? attachments : attachments.map((attachment) => ({ ...attachment, canDownload: false })),
  };
}
