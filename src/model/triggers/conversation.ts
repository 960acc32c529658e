import type { JsonObject } from '../../util/json.ts';
import type { Message } from '../message.ts';
import type { Resource } from '../service/resource.ts';
import type { AnswerShow } from './answer-show.ts';
import type { ChatKind, InboundMessage } from './inbound-message.ts';
import type { TriggerSettings } from './trigger-settings.ts';

/** Draft → published ⇄ paused. */
export const triggerStates = ['draft', 'published', 'paused'] as const;

/** Which messages or events of an integration go to which handler. Those of one integration are tried by `position`. */
export interface Trigger extends Resource {
  readonly name: string;
  readonly integrationId: string;
  readonly position: number;
  readonly state: (typeof triggerStates)[number];
  /** Decides and answers nobody. */
  readonly isShadow: boolean;
  /** The version that is published; undefined before the first. */
  readonly publishedVersion: number | undefined;
  /** What is being edited; becomes a version when it is published. */
  readonly draft: TriggerSettings;
}

/** What was published once; never changes. */
export interface TriggerVersion {
  readonly triggerId: string;
  readonly number: number;
  readonly settings: TriggerSettings;
  readonly publishedAt: number;
  readonly publishedBy: string;
}

/** All values of `SessionState`. */
export const sessionStates = ['open', 'idle', 'closed', 'handed_over'] as const;
/** `idle`: its time ran out, and it can be gone on with; `handed_over`: a person answers instead of the handler. */
export type SessionState = (typeof sessionStates)[number];

/** A conversation under a trigger. Times are milliseconds since the epoch, by the clock of the store. */
export interface Session extends Resource {
  readonly triggerId: string;
  readonly integrationId: string;
  readonly tenantKey: string;
  /** Chat, thread and person as far as the scope of the trigger makes a difference of them. At most one open session has it. */
  readonly key: string;
  readonly chatKind: ChatKind;
  readonly chatId: string;
  /** What the group is called, as far as it was seen. */
  readonly chatName?: string | undefined;
  readonly threadId: string | undefined;
  readonly senderOpenId: string;
  readonly senderName: string | undefined;
  /** What the handler knows it by. */
  readonly conversationId: string;
  readonly state: SessionState;
  readonly closedWhy: 'timeout' | 'command' | 'person' | 'recall' | 'superseded' | undefined;
  readonly isPinned: boolean;
  readonly lastActiveAt: number;
  /** When it goes idle; undefined while it is pinned or not open. */
  readonly expiresAt: number | undefined;
  /** The session before it that ran out: one tap goes on with it. */
  readonly beforeId: string | undefined;
  readonly messageCount: number;
}

/** A message of a session, or of a bystander. The text is sealed in the store, and expires. */
export interface SessionMessage {
  readonly id: string;
  readonly sessionId: string;
  readonly role: 'user' | 'assistant' | 'bystander';
  /** `om_…`; undefined before an answer is sent. */
  readonly messageId: string | undefined;
  readonly senderOpenId: string | undefined;
  readonly senderName: string | undefined;
  readonly at: number;
  readonly text: string;
  readonly expiresAt: number | undefined;
  /** Of an answer: the row of the outbox that says it. */
  readonly outboxId?: string | undefined;
}

/** All values of `TurnState`. */
export const turnStates = [
  'gathering',
  'ready',
  'working',
  'retrying',
  'later',
  'answered',
  'dead',
  'discarded',
  'cancelled',
] as const;
/**
 * `gathering`: more may join it; `retrying`: the handler failed, and is asked again; `later`: it has ended, and its answer, or the rest of it, is to come by
 * the reply handle; `dead`: until a person replays or discards it.
 */
export type TurnState = (typeof turnStates)[number];

/** What the handler works on at once: one message or several that were gathered. One row from the first message to the last word of the answer. */
export interface Turn {
  readonly id: string;
  readonly sessionId: string | undefined;
  readonly triggerId: string;
  readonly version: number;
  /** Whose event it was. */
  readonly tenantKey: string;
  /** Turns of one lane come one after another. */
  readonly lane: string;
  readonly seq: number;
  readonly state: TurnState;
  readonly messages: readonly InboundMessage[];
  readonly event:
    | { readonly id: string; readonly type: string; readonly createdAt: number; readonly body: JsonObject }
    | undefined;
  readonly firstAt: number;
  readonly dueAt: number;
  readonly attempt: number;
  readonly lastError: Message | undefined;
}

/** All values of `OutboxState`. */
export const outboxStates = ['queued', 'sending', 'sent', 'failed', 'given_up'] as const;

/** What is known of a row that is being sent: whoever takes it over goes on from here. */
export interface SendFacts {
  readonly messageId?: string;
  readonly cardId?: string;
  readonly reactionId?: string;
  /** The last that was used of the card. */
  readonly sequence?: number;
  /** Of a stream: how it is shown; absent: as a card that can be written to. */
  readonly way?: 'card' | 'patch' | 'text';
  /** Of a stream: the number of its message, from 0, and where in the text that message begins. */
  readonly part?: number;
  readonly from?: number;
  /** Of a stream: when its card was begun. */
  readonly begunAt?: number;
}

/** What is to be said on Lark: one row is one message, whatever crashes. */
export interface OutboxRow {
  readonly id: string;
  readonly turnId: string | undefined;
  readonly integrationId: string;
  /** In which tenant it is said. */
  readonly tenantKey: string;
  /** Rows of one lane are sent in the order of their numbers: the chat. */
  readonly lane: string;
  readonly seq: number;
  readonly act: OutboxAct;
  readonly state: (typeof outboxStates)[number];
  /** 1 to 50 characters, the same with every try. */
  readonly uuid: string;
  readonly attempts: number;
  readonly nextAt: number;
  /** What the platform gave, and how far a stream has come. */
  readonly done: SendFacts;
  readonly lastError: Message | undefined;
}

/** What is done. `stream` is a message whose text grows until it is final. */
export type OutboxAct =
  | { readonly kind: 'say'; readonly target: JsonObject; readonly said: JsonObject }
  | {
      readonly kind: 'stream';
      readonly target: JsonObject;
      readonly text: string;
      readonly isFinal: boolean;
      /** Absent: a text that calls nobody, and has no buttons. */
      readonly show?: AnswerShow;
    }
  | { readonly kind: 'react' | 'unreact'; readonly messageId: string; readonly emoji: string }
  | { readonly kind: 'recall'; readonly messageId: string }
  | { readonly kind: 'ephemeral'; readonly chatId: string; readonly openId: string; readonly card: JsonObject }
  | { readonly kind: 'follow_ups'; readonly ofTurn: string; readonly texts: readonly string[] };
