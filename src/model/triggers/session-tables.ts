import type { Message } from '../message.ts';
import type { Page, PageRequest } from '../service/page.ts';
import type { NewResource, ResourceTable } from '../service/resource.ts';
import type { OutboxAct, OutboxRow, SendFacts, Session, SessionMessage, SessionState } from './conversation.ts';
import type { ChatKind } from './inbound-message.ts';
import type { SealedText } from './sealed-text.ts';
import type { TurnFence } from './turn-table.ts';

/** Which sessions a list shows. */
export interface SessionFilter {
  readonly integrationId?: string | undefined;
  readonly triggerId?: string | undefined;
  readonly handlerId?: string | undefined;
  readonly chatKind?: ChatKind | undefined;
  readonly chatId?: string | undefined;
  readonly senderOpenId?: string | undefined;
  readonly state?: SessionState | undefined;
  /** Part of a name, or the beginning of an id: of chat, thread, sender or conversation. */
  readonly search?: string | undefined;
}

/** What changes of a session by itself, without a new version. */
export interface SessionTouch {
  readonly now: number;
  /** Undefined while it is pinned. */
  readonly expiresAt: number | undefined;
  /** Who speaks: by name, of the one who has begun it. */
  readonly speaker?: { readonly openId: string; readonly name: string | undefined } | undefined;
  readonly chatName?: string | undefined;
  /** Only while it is in this state. */
  readonly state?: Session['state'] | undefined;
}

/** Who a conversation is with, and where. */
export type SessionNames = Pick<Session, 'senderName' | 'chatName'>;

/** Conversations. At most one of a trigger and key is open or handed over. */
export interface SessionTable extends ResourceTable<Session, SessionFilter> {
  /** By the ids of conversations; those that are gone are not among them. */
  namesOf(ids: Iterable<string>): Promise<ReadonlyMap<string, SessionNames>>;
  /** A group has another name. */
  nameChat(integrationId: string, chatId: string, name: string): Promise<void>;
  /** The one that is open or handed over. */
  findOpen(triggerId: string, key: string): Promise<Session | undefined>;
  /** Gives the open one of its trigger and key; where there is none, this one is it. */
  open(session: NewResource<Session>): Promise<{ readonly session: Session; readonly isNew: boolean }>;
  /** The one of this trigger and key that is open or handed over, else that which was active last. */
  findLast(triggerId: string, key: string): Promise<Session | undefined>;
  /** It is active now. False when it is not open, or not in the state that is asked for. */
  touch(id: string, touch: SessionTouch): Promise<boolean>;
  /** Some of those that are open and have had their time, and for which nothing waits or works, are idle now. Gives them. */
  expire(now: number, limit: number): Promise<readonly Session[]>;
  /** When the next one has had its time. */
  nextExpiryAt(): Promise<number | undefined>;
}

/** A message as it is kept: the text is sealed, bound to `id`. */
export interface StoredMessage extends Omit<SessionMessage, 'text'> {
  readonly body: SealedText;
}

/** Which messages of a session. */
export interface WhichMessages {
  readonly limit: number;
  readonly since?: number | undefined;
  /** Before the message with this id. */
  readonly before?: string | undefined;
  /** But those of turns of this lane that have not ended. */
  readonly notOpenIn?: string | undefined;
  /** As it was when a turn had ended: messages until its own, answers until then, and none of its own. */
  readonly asOf?: { readonly heardUntil: number; readonly answeredUntil: number; readonly ofTurn: string } | undefined;
}

/** What was said in sessions. The `messageId` of an answer is known when its row of the outbox has ended; of an answer of several messages it is the last. */
export interface SessionMessageTable {
  /** One whose session has a message with its id or `messageId` already is left out. Gives how many were added, by which the session counts them. */
  add(messages: readonly StoredMessage[]): Promise<number>;
  /** What was edited: other words in its place. Nothing where it is erased. */
  reword(id: string, body: SealedText): Promise<void>;
  /** The answer of this integration that stands in this message. */
  answerIn(integrationId: string, messageId: string): Promise<StoredMessage | undefined>;
  /** The newest, the oldest of them first. */
  last(sessionId: string, which: WhichMessages): Promise<readonly StoredMessage[]>;
}

/** All values of `OutboxAct.kind`. */
export const outboxKinds: readonly OutboxAct['kind'][] = [
  'say',
  'stream',
  'react',
  'unreact',
  'recall',
  'ephemeral',
  'follow_ups',
];

/** A row of the outbox as it is kept: the act is sealed JSON, bound to the id of the row. */
export interface StoredOutboxRow extends Omit<OutboxRow, 'act'> {
  readonly kind: OutboxAct['kind'];
  readonly body: SealedText | undefined;
  /** Of a stream: how often its text was written, and whether it is the last. */
  readonly revision: number;
  readonly isFinal: boolean;
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}

/** What the caller decides of a new row. */
export type NewOutboxRow = Pick<
  StoredOutboxRow,
  'id' | 'turnId' | 'integrationId' | 'tenantKey' | 'lane' | 'kind' | 'uuid' | 'nextAt' | 'isFinal' | 'createdAt'
> & { readonly body: SealedText };

/** Who sends a row: what is done with the number of an earlier try is refused. */
export interface SendFence {
  readonly id: string;
  readonly attempts: number;
}

/** Asks for rows to send. */
export interface OutboxClaim {
  readonly holder: string;
  readonly now: number;
  readonly leaseMs: number;
  readonly limit: number;
  /** Only of these: whoever alone sends for an app keeps its limits exactly. Undefined: of all. */
  readonly integrationIds?: readonly string[] | undefined;
}

/** What becomes of a row. `revision`: which text of a stream was written out; of other rows there is one. */
export type SendEnd =
  | { readonly state: 'sent'; readonly done: SendFacts; readonly revision: number }
  | { readonly state: 'failed' | 'given_up'; readonly done: SendFacts; readonly lastError: Message }
  /** Another try, or more text: at `nextAt`, at once where the text has grown since. */
  | {
      readonly state: 'queued';
      readonly done: SendFacts;
      readonly lastError: Message | undefined;
      readonly nextAt: number;
      readonly revision?: number | undefined;
    };

/** Which rows a list shows. */
export interface OutboxFilter {
  readonly integrationId?: string | undefined;
  readonly turnId?: string | undefined;
  readonly lane?: string | undefined;
  readonly state?: OutboxRow['state'] | undefined;
}

/**
 * What is to be said. Rows of a lane are sent one after another: the next begins when the one before has ended, or, of a stream, when its
 * message stands in the chat. From then on the stream is in nobody's way.
 */
export interface OutboxTable {
  find(id: string): Promise<StoredOutboxRow | undefined>;
  /** The newest first. */
  page(request: PageRequest, filter: OutboxFilter): Promise<Page<StoredOutboxRow>>;
  /** Puts them at the end of their lanes, in this order. One whose id is there is left as it is: gives those that are new. */
  add(rows: readonly NewOutboxRow[]): Promise<readonly string[]>;
  /** All rows of a turn, in the order in which they were added. */
  ofTurn(turnId: string): Promise<readonly StoredOutboxRow[]>;
  /** The text of a stream, written by the attempt that holds its turn. False when it does not hold it, or the stream has ended. */
  write(
    id: string,
    by: TurnFence,
    text: { readonly body: SealedText; readonly isFinal: boolean; readonly now: number },
  ): Promise<boolean>;
  /** The text of a stream that grows without an attempt: whoever writes it holds the lane of its turn. False when the stream has ended. */
  writeLater(
    id: string,
    text: { readonly body: SealedText; readonly isFinal: boolean; readonly now: number },
  ): Promise<boolean>;
  /** The due ones, each the first of its lane; also those whose holder has let the lease end. */
  claim(claim: OutboxClaim): Promise<readonly StoredOutboxRow[]>;
  /** Those that their holder still has, until `until`, as they are now: the text of a stream grows meanwhile. */
  extend(held: readonly SendFence[], until: number): Promise<readonly StoredOutboxRow[]>;
  /** What the platform has given so far; kept before the next call is made. False when somebody else has the row. */
  note(fence: SendFence, done: SendFacts): Promise<boolean>;
  /**
   * False when somebody else has it by now, and of a stream that is `sent` while its text has grown or is not final: it is held as before, `extend` gives
   * what there is. A stream that waits for more text is `queued` until its time, or until `write` wakes it.
   */
  end(fence: SendFence, end: SendEnd, now: number): Promise<boolean>;
  /** What is not begun of a turn is given up, and its streams end as they are. */
  giveUp(turnId: string, why: Message, now: number): Promise<number>;
  /** Puts what has failed or was given up at the end of its lane again, as a new message. False when it has not. */
  replay(id: string, uuid: string, now: number): Promise<boolean>;
  nextDueAt(): Promise<number | undefined>;
}
