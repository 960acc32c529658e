import {
  isObject,
  type JsonObject,
  type JsonValue,
  readNumber,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../util/json.ts';
import { readAnswerShow } from './answer-show.ts';
import type { OutboxAct } from './conversation.ts';
import {
  type Attachment,
  attachmentKinds,
  chatKinds,
  type InboundMessage,
  type QuotedMessage,
  type Sender,
} from './inbound-message.ts';

/** A message as `JSON.stringify` has written it; undefined when it is none. */
export function readInboundMessage(value: JsonValue | undefined): InboundMessage | undefined {
  if (!isObject(value)) return undefined;
  const [id, chatId, chatKind] = [text(value, 'id'), text(value, 'chatId'), known(value.chatKind, chatKinds)];
  if (id === undefined || chatId === undefined || chatKind === undefined) return undefined;
  return {
    id,
    chatId,
    chatKind,
    threadId: text(value, 'threadId'),
    rootId: text(value, 'rootId'),
    parentId: text(value, 'parentId'),
    sender: readSender(readObject(value, 'sender')),
    sentAt: readNumber(value, 'sentAt') ?? 0,
    editedAt: readNumber(value, 'editedAt') ?? undefined,
    type: text(value, 'type') ?? '',
    text: text(value, 'text') ?? '',
    mentions: readObjects(value, 'mentions').map((mention) => ({
      openId: text(mention, 'openId') ?? '',
      name: text(mention, 'name') ?? '',
      kind: kindOf(mention),
    })),
    mentionsBot: value.mentionsBot === true,
    mentionsAll: value.mentionsAll === true,
    attachments: readAttachments(value),
    quoted: isObject(value.quoted) ? readQuoted(value.quoted) : undefined,
    forwarded: Array.isArray(value.forwarded) ? readObjects(value, 'forwarded').map(readQuoted) : undefined,
    content: readObject(value, 'content'),
  };
}

function readSender(value: JsonObject): Sender {
  return {
    openId: text(value, 'openId') ?? '',
    unionId: text(value, 'unionId'),
    userId: text(value, 'userId'),
    kind: kindOf(value),
    tenantKey: text(value, 'tenantKey') ?? '',
    name: text(value, 'name'),
  };
}

function readQuoted(value: JsonObject): QuotedMessage {
  return {
    id: text(value, 'id') ?? '',
    senderOpenId: text(value, 'senderOpenId'),
    senderName: text(value, 'senderName'),
    sentAt: readNumber(value, 'sentAt') ?? undefined,
    type: text(value, 'type') ?? '',
    text: text(value, 'text') ?? '',
    attachments: readAttachments(value),
  };
}

function readAttachments(of: JsonObject): readonly Attachment[] {
  return readObjects(of, 'attachments').map((value) => ({
    kind: known(value.kind, attachmentKinds) ?? 'file',
    key: text(value, 'key') ?? '',
    name: text(value, 'name'),
    durationMs: readNumber(value, 'durationMs') ?? undefined,
    canDownload: value.canDownload === true,
  }));
}

const plainActs = ['react', 'unreact'] as const;

/** What is done on Lark, as `JSON.stringify` has written it; undefined when it is nothing that this version does. */
export function readOutboxAct(value: JsonValue | undefined): OutboxAct | undefined {
  if (!isObject(value)) return undefined;
  const { kind } = value;
  const of = (key: string): string => text(value, key) ?? '';
  const target = readObject(value, 'target');
  const reaction = known(kind, plainActs);
  if (reaction !== undefined) return { kind: reaction, messageId: of('messageId'), emoji: of('emoji') };
  if (kind === 'say') return { kind, target, said: readObject(value, 'said') };
  if (kind === 'stream') {
    const show = readAnswerShow(value.show);
    return { kind, target, text: of('text'), isFinal: value.isFinal === true, ...(show === undefined ? {} : { show }) };
  }
  if (kind === 'recall') return { kind, messageId: of('messageId') };
  if (kind === 'ephemeral')
    return { kind, chatId: of('chatId'), openId: of('openId'), card: readObject(value, 'card') };
  if (kind === 'follow_ups') return { kind, ofTurn: of('ofTurn'), texts: readTexts(value, 'texts') };
  return undefined;
}

function kindOf(value: JsonObject): 'user' | 'bot' {
  return value.kind === 'bot' ? 'bot' : 'user';
}

function text(from: JsonObject, key: string): string | undefined {
  return readText(from, key) ?? undefined;
}

function known<T extends string>(value: JsonValue | undefined, all: readonly T[]): T | undefined {
  return all.find((one) => one === value);
}
