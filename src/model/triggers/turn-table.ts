import type { Message } from '../message.ts';
import type { Page, PageRequest } from '../service/page.ts';
import type { Turn, TurnState } from './conversation.ts';
import type { SealedText } from './sealed-text.ts';

/** A message of a turn as it is kept: who and when, and the `InboundMessage` as sealed JSON, bound to the id of the message. */
export interface TurnMessage {
  readonly messageId: string;
  readonly senderOpenId: string;
  readonly at: number;
  /** Of its text, in characters. */
  readonly length: number;
  /** Undefined when it was recalled or erased. */
  readonly body: SealedText | undefined;
}

/** A turn as it is kept. */
export interface StoredTurn extends Omit<Turn, 'messages' | 'event'> {
  /** In the order in which they were added. */
  readonly messages: readonly TurnMessage[];
  readonly event:
    | {
        readonly id: string;
        readonly type: string;
        readonly createdAt: number;
        /** Sealed JSON, bound to the id of the event. */
        readonly body: SealedText | undefined;
      }
    | undefined;
  /**
   * How often its handler has failed, or its worker was not heard of again, since it was put into its lane: by this the tries are counted. The number of its
   * attempt grows with every claim, also when a worker was only asked to stop.
   */
  readonly failures: number;
  /** What its handler says that it has used, in all attempts. */
  readonly tokens: number;
  /** When it was answered, or was to be answered later, was cancelled, or came to be dead. */
  readonly endedAt: number | undefined;
  /** Until when more is waited for by its reply handle: an answer, or the rest of one. Undefined: for nothing. With it, what was answered is `later`. */
  readonly laterUntil: number | undefined;
  /** Of one that was replayed: when it had ended first, and when it was asked again last. */
  readonly replay: { readonly asOf: number; readonly at: number } | undefined;
}

/** What the caller decides of a new turn. */
export type NewTurn = Omit<
  StoredTurn,
  'seq' | 'state' | 'attempt' | 'failures' | 'tokens' | 'lastError' | 'endedAt' | 'laterUntil' | 'replay'
> & {
  readonly state: 'gathering' | 'ready';
  /** Of one that is ready: who works on it from now on, when nothing stands before it. It is `working` then, in its first attempt. */
  readonly hold?: TurnHold | undefined;
};

/** By whom a turn is held, and until when by the clock of the store. */
export interface TurnHold {
  readonly holder: string;
  readonly until: number;
}

/** Who works on a turn: what is done with the number of an earlier attempt is refused. */
export interface TurnFence {
  readonly id: string;
  readonly attempt: number;
}

/** Which turns a list shows. */
export interface TurnFilter {
  readonly triggerId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly state?: TurnState | undefined;
  /** That has this event, or this message. */
  readonly eventId?: string | undefined;
  readonly messageId?: string | undefined;
}

/** Asks for turns to work on. */
export interface TurnClaim {
  readonly holder: string;
  readonly now: number;
  readonly leaseMs: number;
  readonly limit: number;
}

/** How a turn goes on that its worker gives out of its hands. */
export type TurnEnd =
  | { readonly state: 'cancelled' }
  /** `laterUntil`: the answer comes by the reply handle. */
  | { readonly state: 'answered'; readonly laterUntil?: number | undefined }
  | { readonly state: 'dead'; readonly lastError: Message }
  /** `usesNoTry`: its handler was not even asked. */
  | { readonly state: 'retrying'; readonly lastError: Message; readonly dueAt: number; readonly usesNoTry?: boolean }
  /** Given back: anybody may have it from then on. */
  | { readonly state: 'ready'; readonly dueAt: number };

/**
 * Turns wait and are worked on in lanes: of one lane always the first that has not ended, and nothing else while it waits for its time. All that
 * changes a lane locks it, so within a transaction lock lanes before anything else, and one transaction locks one lane.
 */
export interface TurnTable {
  find(id: string): Promise<StoredTurn | undefined>;
  /** The newest first. */
  page(request: PageRequest, filter: TurnFilter): Promise<Page<StoredTurn>>;
  /** Until the end of the transaction nobody else adds to the lane, claims of it or ends what is in it. */
  lockLane(lane: string): Promise<void>;
  /** What has not ended in a lane, in its order. */
  openOf(lane: string): Promise<readonly StoredTurn[]>;
  /** Puts it at the end of its lane. Undefined, and nothing is changed, when its trigger has had one of its messages, or its event, before. */
  add(turn: NewTurn): Promise<StoredTurn | undefined>;
  /**
   * Adds a message to one that gathers, which is due at `dueAt` from then on, or to one that is being worked on (`steers`). `again`: the trigger has had
   * the message; `closed`: the turn takes no more. Either changes nothing.
   */
  addMessage(
    id: string,
    message: TurnMessage,
    how: { readonly dueAt: number } | { readonly steers: true },
  ): Promise<'added' | 'again' | 'closed'>;
  /** Gathers no more: is due now. False when it does not gather. */
  flush(id: string, now: number): Promise<boolean>;
  /** Gives the messages of a turn that has not ended to another one of the lane that waits, before its own, and cancels it. */
  merge(from: string, into: string, now: number): Promise<boolean>;
  /** The due ones of free lanes, each the first of its lane, in the order of their times; also those whose holder has let the lease end. */
  claim(claim: TurnClaim): Promise<readonly StoredTurn[]>;
  /** Those that their holder still has, until `until`. What is missing was cancelled or taken over: whoever works on it stops. */
  extend(held: readonly TurnFence[], until: number): Promise<readonly string[]>;
  /** Within a transaction: whether the attempt still holds the turn. Nobody takes it over until the end of the transaction. */
  holds(fence: TurnFence): Promise<boolean>;
  /** How many messages it has, while the attempt holds it. Within a transaction that has locked its lane, until the end of it. */
  messagesHeld(fence: TurnFence): Promise<number | undefined>;
  /** False when somebody else has it by now, or it was cancelled. */
  end(fence: TurnFence, end: TurnEnd, now: number): Promise<boolean>;
  /** Its handler has used so many tokens. */
  addTokens(id: string, tokens: number): Promise<void>;
  /** What the turns of a session that are kept have used. */
  tokensOf(sessionId: string): Promise<number>;
  /** Whatever is done with it, also when its answer is to come later. False when it has ended. */
  cancel(id: string, now: number): Promise<boolean>;
  /** Whoever works on it stops, and it is ready again: what it is asked for has changed. False when nobody works on it. */
  restart(id: string, now: number): Promise<boolean>;
  /**
   * A message of an integration was recalled: its text is erased, and turns of which nothing is left are cancelled, unless they have ended and nothing more is waited for. Gives
   * the turns that had it and have not ended, or are to be answered later.
   */
  recall(
    integrationId: string,
    messageId: string,
    now: number,
  ): Promise<readonly { readonly id: string; readonly isCancelled: boolean }[]>;
  /**
   * Puts what has ended at the end of its lane again, as ready and without failures. False when it has not ended, or, with `seen`, not as it was seen: somebody
   * else has replayed or discarded it meanwhile.
   */
  replay(id: string, now: number, seen?: Pick<StoredTurn, 'state' | 'endedAt'>): Promise<boolean>;
  /** Puts one that waits at the end of its lane: what was said since comes before it. */
  letPass(id: string, now: number): Promise<void>;
  /** What is dead is so no longer: nobody is to look at it. False when it is not dead. */
  discard(id: string): Promise<boolean>;
  /** A part of an answer has come by the reply handle: the rest is waited for, until then where nothing is waited for yet. */
  awaitLater(id: string, until: number): Promise<void>;
  /** A whole answer has come by the reply handle: nothing more is waited for, unless another one is not complete: then false. What was dead is answered. */
  settleLater(id: string): Promise<boolean>;
  /** Those of a lane that have ended, and are to be answered later. */
  laterOf(lane: string): Promise<readonly StoredTurn[]>;
  /** Those that have ended, and for which nothing more is to be waited. */
  overdueLater(now: number, limit: number): Promise<readonly StoredTurn[]>;
  /** Nothing more is waited for. `lastError`: nothing was said, so that it is dead rather than answered. */
  giveUpLater(id: string, lastError: Message | undefined): Promise<void>;
  /** When the next lane has something to do; undefined when nothing waits. */
  nextDueAt(): Promise<number | undefined>;
  /** Whether something was answered in a session. */
  hasAnswered(sessionId: string): Promise<boolean>;
}
