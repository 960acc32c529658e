import type { JsonObject } from '../../util/json.ts';
import type { Attachment, ChatKind, InboundMessage, QuotedMessage } from './inbound-message.ts';

/** Where something is said: in answer to a message, or to a chat or person without one. */
export type Target =
  | { readonly kind: 'reply'; readonly messageId: string; readonly chatId: string; readonly inThread: boolean }
  | { readonly kind: 'chat'; readonly chatId: string }
  | { readonly kind: 'person'; readonly openId: string };

/** What is said. `content` is the JSON of the platform for its type, as an object. */
export interface OutgoingContent {
  readonly type: 'text' | 'post' | 'interactive' | 'image' | 'file' | 'audio' | 'media';
  readonly content: Readonly<Record<string, unknown>>;
}

/** A message that was said. */
export interface SaidMessage {
  readonly messageId: string;
  readonly chatId: string;
  readonly threadId: string | undefined;
}

/** What the bot itself has said, as the history of a chat shows it. */
export interface OwnMessage extends SaidMessage {
  /** What it answers to; of a message in a topic, the topic's first one. */
  readonly parentId: string | undefined;
  readonly at: number;
  readonly type: string;
  /** Cards as they were sent, where the platform gives them so. */
  readonly content: JsonObject;
}

/** A chat that the bot is in. */
export interface Chat {
  readonly chatId: string;
  readonly name: string;
  readonly kind: ChatKind;
  readonly isExternal: boolean;
}

/**
 * What Larkstream does on Lark in the name of an app's bot. Each call is paced by the limits of its endpoint. `uuid` makes a message once within an
 * hour (im-v1/message/create). All throw LarkstreamError with the platform's code in `facts`; `model/triggers/send-faults.ts` says what to do about it.
 */
export interface Messenger {
  /** The bot's own `open_id` (bot/v3/info). */
  botOpenId(): Promise<string>;
  send(target: Target, said: OutgoingContent, uuid: string): Promise<SaidMessage>;
  /** Text and post only; at most 20 times (im-v1/message/update). */
  edit(messageId: string, said: OutgoingContent): Promise<void>;
  /** A card that was sent as JSON (im-v1/message-card/patch). */
  patchCard(messageId: string, card: Readonly<Record<string, unknown>>): Promise<void>;
  recall(messageId: string): Promise<void>;
  react(messageId: string, emoji: string): Promise<string>;
  unreact(messageId: string, reactionId: string): Promise<void>;
  /** Seen by one person of a group only. */
  sendEphemeral(chatId: string, openId: string, card: Readonly<Record<string, unknown>>): Promise<void>;
  followUps(messageId: string, texts: readonly string[]): Promise<void>;
  /** CardKit: a card that can be written to while it is seen. */
  createCard(card: Readonly<Record<string, unknown>>): Promise<string>;
  writeElement(card: CardWrite): Promise<void>;
  writeSettings(
    card: Omit<CardWrite, 'elementId' | 'content'> & { readonly settings: Readonly<Record<string, unknown>> },
  ): Promise<void>;
  /** Of a card that is seen: all of it anew. */
  replaceCard(
    card: Omit<CardWrite, 'elementId' | 'content'> & { readonly card: Readonly<Record<string, unknown>> },
  ): Promise<void>;
  uploadImage(name: string, content: Uint8Array): Promise<string>;
  uploadFile(name: string, content: Uint8Array): Promise<string>;
  download(
    messageId: string,
    attachment: Attachment,
    mostBytes: number,
  ): Promise<{ readonly type: string; readonly content: Uint8Array }>;
  /** A message and, of a forward, its parts; undefined when it was recalled or is not to be seen. */
  read(messageId: string): Promise<ReadMessage | undefined>;
  /** What the bot has said since in the place of a target, the oldest first: for whoever does not know what became of a message. Of a person nothing is known. */
  said(target: Target, since: number): Promise<readonly OwnMessage[]>;
  chats(page: {
    readonly search: string | undefined;
    readonly cursor: string | undefined;
  }): Promise<{ readonly items: readonly Chat[]; readonly next: string | undefined }>;
}

/** One write to a card: `sequence` grows over all writes of the card (code 300317), `uuid` makes it once. */
export interface CardWrite {
  readonly cardId: string;
  readonly elementId: string;
  /** All of the text, not what was added. */
  readonly content: string;
  readonly sequence: number;
  readonly uuid: string;
}

/** What changes of a message that is edited. */
export type EditedMessage = Pick<
  InboundMessage,
  'type' | 'text' | 'mentions' | 'mentionsBot' | 'mentionsAll' | 'attachments' | 'content' | 'editedAt'
>;

/** A message that was read again. */
export interface ReadMessage {
  readonly quoted: QuotedMessage;
  readonly threadId: string | undefined;
  readonly editedAt: number | undefined;
  /** What it says by now, where somebody has edited it. */
  readonly edited: EditedMessage | undefined;
  readonly forwarded: readonly QuotedMessage[];
  readonly chatId: string;
}
