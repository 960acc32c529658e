import type { JsonObject } from '../../util/json.ts';

/** Where something is said: with the bot alone, in a group, in a group of topics. */
export const chatKinds = ['direct', 'group', 'topic'] as const;
/** One of `chatKinds`. */
export type ChatKind = (typeof chatKinds)[number];

/** Who has said something. `openId` is the person's id in this app; of a bot it is the id of its app. */
export interface Sender {
  readonly openId: string;
  readonly unionId: string | undefined;
  readonly userId: string | undefined;
  readonly kind: 'user' | 'bot';
  readonly tenantKey: string;
  /** Undefined until it is looked up. */
  readonly name: string | undefined;
}

/** Somebody who is named in a message. */
export interface Mention {
  readonly openId: string;
  readonly name: string;
  readonly kind: 'user' | 'bot';
}

/** What hangs on a message; downloaded on demand, by its handle. */
export const attachmentKinds = ['image', 'file', 'audio', 'video', 'sticker', 'folder'] as const;

/** One thing that hangs on a message. */
export interface Attachment {
  readonly kind: (typeof attachmentKinds)[number];
  /** `image_key` or `file_key` of the platform: good for this message only. */
  readonly key: string;
  readonly name: string | undefined;
  readonly durationMs: number | undefined;
  /** Stickers, folders, and what hangs on forwarded messages and cards, cannot be downloaded (codes 234003, 234043). */
  readonly canDownload: boolean;
}

/** What a message quotes, or what was forwarded with it. */
export interface QuotedMessage {
  readonly id: string;
  readonly senderOpenId: string | undefined;
  readonly senderName: string | undefined;
  /** In milliseconds since the epoch. */
  readonly sentAt: number | undefined;
  readonly type: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** A message that came, in one shape whatever its type. Times are milliseconds since the epoch. */
export interface InboundMessage {
  readonly id: string;
  readonly chatId: string;
  readonly chatKind: ChatKind;
  /** `omt_…` of the topic it stands in. */
  readonly threadId: string | undefined;
  readonly rootId: string | undefined;
  readonly parentId: string | undefined;
  readonly sender: Sender;
  /** In milliseconds since the epoch. */
  readonly sentAt: number;
  /** Likewise. */
  readonly editedAt: number | undefined;
  /** As the platform names it: text, post, image, file, audio, media, sticker, interactive, share_chat, merge_forward … */
  readonly type: string;
  /** As people read it: names instead of placeholders, links and code in markdown; without the mention of the bot that begins it. */
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly mentionsBot: boolean;
  readonly mentionsAll: boolean;
  readonly attachments: readonly Attachment[];
  /** What it answers to; undefined until it is fetched, or where nothing is quoted. */
  readonly quoted: QuotedMessage | undefined;
  /** Of a forward: its parts, one after another; undefined until they are fetched. */
  readonly forwarded: readonly QuotedMessage[] | undefined;
  /** As the platform gave it; a text that is no JSON stands under `text`. */
  readonly content: JsonObject;
}
