import type { JsonObject } from '../../util/json.ts';

/** Who has written: a person by open_id, or the bot of an app. */
export type Author =
  | { readonly kind: 'user'; readonly openId: string }
  | { readonly kind: 'app'; readonly appId: string };

/** Somebody named in a message; `key` stands for him in its text. */
export interface ImMention {
  readonly key: string;
  readonly openId: string;
  readonly kind: 'user' | 'bot';
  readonly name: string;
}

/** What a message says, checked and in the form in which it is read. */
export interface MessageContent {
  readonly type: string;
  /** JSON as a text; of a card what older clients would show. */
  readonly content: string;
  readonly mentions: readonly ImMention[];
  readonly mentionsAll: boolean;
  /** Keys of images and files that hang on it. */
  readonly keys: readonly string[];
  /** Of a card: as it was sent, or its entity in CardKit. */
  readonly card?: JsonObject;
  readonly cardId?: string;
}

/** One emoji of one person or bot. */
export interface Reaction {
  readonly id: string;
  readonly emoji: string;
  readonly by: Author;
  readonly atMs: number;
}

/** A message of a chat. */
export interface ImMessage {
  readonly id: string;
  readonly chatId: string;
  readonly author: Author;
  readonly createdMs: number;
  said: MessageContent;
  updatedMs: number;
  edits: number;
  isUpdated: boolean;
  recalledMs: number | undefined;
  readonly rootId: string | undefined;
  readonly parentId: string | undefined;
  threadId: string | undefined;
  /** Of a part of a forward: the forward. */
  readonly upperId: string | undefined;
  /** The only person who sees it, in a group. */
  readonly onlyFor: string | undefined;
  readonly reactions: Reaction[];
  followUps: readonly string[];
}

/** Whether two authors are the same one. */
export function isSameAuthor(one: Author, other: Author): boolean {
  return one.kind === 'user'
    ? other.kind === 'user' && one.openId === other.openId
    : other.kind === 'app' && one.appId === other.appId;
}
