import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { Language } from '../message.ts';
import type { Attachment, InboundMessage } from './inbound-message.ts';

/** What was said in the session before, the oldest first. */
export interface HistoryItem {
  readonly role: 'user' | 'assistant' | 'bystander';
  readonly name: string | undefined;
  readonly text: string;
  readonly at: number;
}

/** What a handler works on: one turn of a session, or one event. The id stays the same however often it is tried. */
export interface HandlerRequest {
  readonly id: string;
  readonly attempt: number;
  readonly kind: 'message' | 'event' | 'card_action' | 'steer' | 'test';
  readonly trigger: { readonly id: string; readonly name: string; readonly version: number };
  readonly integration: { readonly id: string; readonly appId: string; readonly region: 'lark' | 'feishu' };
  readonly tenantKey: string;
  readonly session:
    | {
        readonly id: string;
        readonly conversationId: string;
        readonly isNew: boolean;
        readonly chatId: string;
        readonly threadId: string | undefined;
      }
    | undefined;
  readonly user:
    | {
        readonly openId: string;
        readonly unionId: string | undefined;
        readonly name: string | undefined;
        /** What auto-provision or the table maps the person to. */
        readonly handlerUserId: string | undefined;
        readonly language: Language;
      }
    | undefined;
  /** As people read it; several messages that were gathered stand one below another. */
  readonly text: string;
  readonly messages: readonly InboundMessage[];
  readonly history: readonly HistoryItem[];
  /** Of a trigger for events: the event, or what its mapping makes of it. */
  readonly event:
    | { readonly id: string; readonly type: string; readonly createdAt: number; readonly body: JsonValue }
    | undefined;
  /** What keeps its order, such as the chat; undefined where nothing does. */
  readonly orderKey?: string | undefined;
  /** With this a later answer comes: `POST /api/v1/replies/{handle}`; good for 24 hours. */
  readonly replyHandle: string | undefined;
}

/** So long an answer may come by a reply handle after its turn was handed out. */
export const replyHandleMs: number = 24 * 3_600_000;

/** A button under an answer. Only its person may press it, unless it is for everybody. */
export interface ReplyButton {
  readonly id: string;
  readonly text: string;
  readonly value: JsonObject;
  readonly style: 'default' | 'primary' | 'danger';
  readonly forEverybody: boolean;
}

/** One piece of an answer. `text` is added to what was said; `replace` is all of it anew. */
export type ReplyPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'replace'; readonly text: string }
  /** What the handler does meanwhile; shown while the answer is under way. */
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'buttons'; readonly buttons: readonly ReplyButton[] }
  /** What the person may say next, shown as bubbles (direct chats only). */
  | { readonly kind: 'follow_ups'; readonly texts: readonly string[] }
  | { readonly kind: 'image' | 'file'; readonly name: string; readonly content: Uint8Array }
  | { readonly kind: 'usage'; readonly tokens: number }
  /** The answer comes later, by the reply handle. */
  | { readonly kind: 'later' };

/** Who works on turns. Answers come piece by piece; the end of the sequence is the end of the answer. */
export interface Handler {
  /**
   * Ended by the signal. @throws TransientError to be tried again (with `retryAfterMs` where the other side says so); ConfigError
   * `handler.gone` (410: it wants nothing any more), `handler.refused` and others that no repeat mends
   */
  handle(request: HandlerRequest, tools: HandlerTools): AsyncIterable<ReplyPart>;
}

/** What a handler may ask for while it works. */
export interface HandlerTools {
  readonly signal: AbortSignal;
  /** The bytes of an attachment, within `mostBytes`. @throws RecordError when it is larger, or the platform does not give it */
  download(messageId: string, attachment: Attachment): Promise<{ readonly type: string; readonly content: Uint8Array }>;
}
