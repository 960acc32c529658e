import type { SendFacts } from '../../../model/triggers/conversation.ts';
import type { OutgoingContent } from '../../../model/triggers/messenger.ts';
import type { SendFault } from '../../../model/triggers/send-fault.ts';
import type { JsonObject } from '../../../util/json.ts';
import type { AnswerLook } from '../answer-look.ts';
import { mostStreamBytes, usualTables } from '../cards.ts';
import { headAt, markdownBlocks } from '../markdown-blocks.ts';

/** How fast, how long and how large. */
export interface StreamLimits {
  /** From the first word until something is shown: an answer that is complete by then is one message that does not move. */
  readonly firstFlushMs: number;
  readonly writeMs: number;
  /** Where a card is sent anew as a whole. */
  readonly patchMs: number;
  /** Lark closes the streaming of a card after ten minutes; another one goes on well before. */
  readonly rotateMs: number;
  /** As sent: from here on another card goes on. */
  readonly mostBytes: number;
}

const usualLimits: StreamLimits = {
  firstFlushMs: 300,
  writeMs: 150,
  patchMs: 1500,
  rotateMs: 480_000,
  mostBytes: mostStreamBytes,
};

/** What stays the same as long as an answer streams. */
export interface StreamSetting {
  /** Of the row: 1 to 50 characters. */
  readonly uuid: string;
  readonly look: AnswerLook;
  readonly limits: StreamLimits;
}

/** Limits that are not given are the usual ones. */
export function streamSetting(uuid: string, look: AnswerLook, limits: Partial<StreamLimits> = {}): StreamSetting {
  return { uuid, look, limits: { ...usualLimits, ...limits } };
}

/** Where a message goes: as the row says; in the chat where there are no topics; in the chat without an answer to anything. */
export type StreamPlace = 'asked' | 'no_thread' | 'chat';

/** One call to Lark. */
export type StreamAct =
  | { readonly kind: 'create'; readonly card: JsonObject }
  | { readonly kind: 'send'; readonly said: OutgoingContent; readonly uuid: string; readonly place: StreamPlace }
  | ({ readonly kind: 'write'; readonly elementId: string; readonly content: string } & CardCall)
  | ({ readonly kind: 'settings'; readonly settings: JsonObject } & CardCall)
  | ({ readonly kind: 'replace'; readonly card: JsonObject } & CardCall)
  | { readonly kind: 'patch'; readonly messageId: string; readonly card: JsonObject };

interface CardCall {
  readonly cardId: string;
  readonly sequence: number;
  readonly uuid: string;
}

/** What came of it in the end. */
export type StreamOutcome =
  | { readonly kind: 'said' }
  /** There was nothing to say. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly fault: SendFault };

/** An act that is under way: at most one at a time. */
export interface PendingAct {
  readonly act: StreamAct;
  readonly at: number;
  /** The markdown that Lark shows when it has worked; undefined when it changes nothing that is seen. */
  readonly shows: string | undefined;
  /** A message that is complete: up to where it reaches in the text of its part. */
  readonly completes: number | undefined;
  /** It has the buttons: nothing comes after it. */
  readonly isLast: boolean;
}

/** A part that comes to its end: what it shows at last, then its settings, then its buttons. */
export interface Closing {
  readonly to: number;
  readonly step: 'text' | 'settings' | 'whole';
}

/** Where a stream is. A part is one message; `head + text.slice(from)` is what is to be said in it and after it. */
export interface StreamState {
  readonly text: string;
  readonly isFinal: boolean;
  readonly way: 'card' | 'patch' | 'text';
  readonly part: number;
  readonly from: number;
  /** A fence or the head of a table that was cut. */
  readonly head: string;
  readonly cardId: string | undefined;
  /** Empty when it is there and nobody knows its id. */
  readonly messageId: string | undefined;
  readonly sequence: number;
  readonly begunAt: number | undefined;
  /** Since when there is something to say that is not seen. */
  readonly firstAt: number | undefined;
  /** What is seen of the part; undefined when that is not known. */
  readonly shown: string | undefined;
  readonly pending: PendingAct | undefined;
  /** A message that was perhaps said: it is said again as it was, or Lark would take it for another one. */
  readonly again: Omit<PendingAct, 'at'> | undefined;
  readonly closing: Closing | undefined;
  /** Lark has closed the streaming: it is opened again once, then the card is written as a whole, and another one goes on. */
  readonly reopening: 'no' | 'now' | 'was' | 'given_up';
  readonly lastAt: number;
  readonly notBefore: number;
  /** In a row. */
  readonly failures: number;
  readonly mostTables: number;
  /** Part of the usual size, after Lark has found something too large. */
  readonly shrink: number;
  readonly place: StreamPlace;
  readonly outcome: StreamOutcome | undefined;
}

/** A stream at its beginning; with facts and text of a row that somebody else had begun, where that one had come to. */
export function openStream(facts: SendFacts, text: string, isFinal: boolean, now: number): StreamState {
  const from = Math.min(facts.from ?? 0, text.length);
  const wasBegun = facts.cardId !== undefined || facts.messageId !== undefined;
  return {
    text,
    isFinal,
    way: facts.way ?? 'card',
    part: facts.part ?? 0,
    from,
    head: from === 0 ? '' : headAt(text, markdownBlocks(text), from),
    cardId: facts.cardId,
    messageId: facts.messageId,
    // One more may have been used by whoever crashed.
    sequence: facts.sequence === undefined ? 0 : facts.sequence + 1,
    begunAt: facts.begunAt ?? (wasBegun ? now : undefined),
    firstAt: text.trim() === '' ? undefined : now,
    shown: undefined,
    pending: undefined,
    again: undefined,
    closing: undefined,
    reopening: 'no',
    lastAt: Number.NEGATIVE_INFINITY,
    notBefore: Number.NEGATIVE_INFINITY,
    failures: 0,
    mostTables: usualTables,
    shrink: 1,
    place: 'asked',
    // A message that does not grow: it was complete.
    outcome: wasBegun && facts.cardId === undefined && facts.way !== 'patch' ? { kind: 'said' } : undefined,
  };
}

/** What the row keeps: noted before the next call is made, and before the first one of each card. */
export function factsOf(state: StreamState): SendFacts {
  const { way, part, from, cardId, messageId, sequence, begunAt } = state;
  return {
    way,
    part,
    from,
    ...(cardId === undefined ? {} : { cardId, sequence }),
    ...(messageId === undefined || messageId === '' ? {} : { messageId }),
    ...(begunAt === undefined ? {} : { begunAt }),
  };
}

/** All of the text, as it is now. What was said in earlier messages stays; text that is another one altogether is said in the message that is open. */
export function withText(state: StreamState, text: string, isFinal: boolean, now: number): StreamState {
  if (state.isFinal) return state;
  const goesOn = text.startsWith(state.text.slice(0, state.from));
  return {
    ...state,
    text,
    isFinal,
    ...(goesOn ? {} : { from: 0, head: '' }),
    ...(text.startsWith(state.text) ? {} : { closing: undefined, again: undefined }),
    firstAt: state.firstAt ?? (text.trim() === '' ? undefined : now),
  };
}

/** What is to be said in this part and after it. */
export function sourceOf({ head, text, from }: StreamState): string {
  return head + text.slice(from);
}

/** As sent. The same whether the text is complete or not: what is sent again after a crash is cut where it was cut before. */
export function mostBytesOf(state: StreamState, { limits }: StreamSetting): number {
  return state.shrink * limits.mostBytes;
}
