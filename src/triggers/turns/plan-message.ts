import type { Aggregation, TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { StoredTurn, TurnMessage } from '../../model/triggers/turn-table.ts';

/** What is known of a turn that has not ended. */
export type OpenTurn = Pick<StoredTurn, 'id' | 'sessionId' | 'version' | 'state' | 'firstAt' | 'messages' | 'replay'>;

/** A message that a trigger has taken, and what waits and is worked on in its lane. */
export interface TakenMessage {
  readonly message: Pick<TurnMessage, 'messageId' | 'senderOpenId' | 'length'>;
  readonly sessionId: string;
  readonly version: number;
  readonly settings: Pick<TriggerSettings, 'aggregation' | 'busy'>;
  /** In the order of the lane. */
  readonly open: readonly OpenTurn[];
  readonly now: number;
}

/** A turn that begins with the message. */
export interface NewTurnPlan {
  readonly kind: 'new';
  readonly state: 'gathering' | 'ready';
  readonly dueAt: number;
  /** Turns that gather no more: the message does not fit into them. */
  readonly flushes: readonly string[];
  /** Turns whose messages the new one takes over, one after another in this order; work on them ends. */
  readonly takesOver: readonly string[];
  /** Turns that it passes: they wait for another try, and answer something of old. */
  readonly passes: readonly string[];
  /** How many come before it, so that a person can be told. */
  readonly ahead: number;
}

/** What becomes of a message. */
export type MessagePlan =
  /** A turn has it already. */
  | { readonly kind: 'known' }
  /** Joins one that gathers; `flush`: with it, it gathers no more. */
  | { readonly kind: 'join'; readonly turnId: string; readonly dueAt: number; readonly flush: boolean }
  /** Is given to whoever works; when they have just ended, the other plan holds. */
  | { readonly kind: 'steer'; readonly turnId: string; readonly otherwise: NewTurnPlan }
  | NewTurnPlan;

/** Turns that gather have limits whatever the settings say: somebody who keeps talking gets an answer. */
const fallback = { longestMs: 8_000, mostMessages: 8, mostCharacters: 4_000 } as const;

/**
 * Whether a message joins what waits, what is worked on, or begins a turn. What one person has said is never mixed with what another one has,
 * nor does one stop or steer the answer to another, unless the trigger gathers across senders.
 */
export function planMessage(taken: TakenMessage): MessagePlan {
  const { message, settings, open } = taken;
  if (open.some(({ messages }) => messages.some(({ messageId }) => messageId === message.messageId))) {
    return { kind: 'known' };
  }
  const mine = open.filter((turn) => belongs(turn, taken));
  const last = mine.at(-1);
  if (settings.busy === 'steer' && last?.state === 'working') {
    return { kind: 'steer', turnId: last.id, otherwise: newTurn(taken, mine) };
  }
  const mayTakeOver = takenOver(mine, settings).length > 0;
  return (mayTakeOver ? undefined : join(taken, last)) ?? newTurn(taken, mine);
}

/** Of the same conversation and version, and of nobody else. What is replayed is answered as it was said then, by itself. */
function belongs(turn: OpenTurn, { message, sessionId, version, settings }: TakenMessage): boolean {
  if (turn.sessionId !== sessionId || turn.version !== version || turn.replay !== undefined) return false;
  const { acrossSenders } = settings.aggregation;
  return acrossSenders || turn.messages.every(({ senderOpenId }) => senderOpenId === message.senderOpenId);
}

function join({ message, settings, now }: TakenMessage, last: OpenTurn | undefined): MessagePlan | undefined {
  if (last?.state !== 'gathering') return undefined;
  const limits = limitsOf(settings.aggregation);
  if (!hasRoom(last, message.length, limits)) return undefined;
  const flush = last.messages.length + 1 >= limits.mostMessages;
  const dueAt = flush ? now : Math.max(now, Math.min(now + limits.quietMs, last.firstAt + limits.longestMs));
  return { kind: 'join', turnId: last.id, dueAt, flush };
}

function hasRoom({ messages }: OpenTurn, length: number, limits: Limits): boolean {
  const characters = messages.reduce((sum, one) => sum + one.length, length);
  return messages.length < limits.mostMessages && characters <= limits.mostCharacters;
}

function newTurn(taken: TakenMessage, mine: readonly OpenTurn[]): NewTurnPlan {
  const { message, settings, open, now } = taken;
  const limits = limitsOf(settings.aggregation);
  const over = takenOver(mine, settings);
  // What has been waiting for an answer waits no longer.
  const mayGather = over.length === 0 && limits.mostMessages > 1 && message.length < limits.mostCharacters;
  const passed = open.filter(({ state, replay }) => state === 'retrying' && replay !== undefined);
  const isBusy = mine.some(({ state }) => state === 'working');
  const gathers = mayGather && (limits.quietMs > 0 || (settings.busy === 'merge' && isBusy));
  return {
    kind: 'new',
    state: gathers ? 'gathering' : 'ready',
    dueAt: gathers ? now + Math.min(limits.quietMs, limits.longestMs) : now,
    flushes: over.length > 0 ? [] : mine.filter(({ state }) => state === 'gathering').map(({ id }) => id),
    // A turn is put before what the new one has: the newest goes first, so that the oldest comes to stand first.
    takesOver: over.map(({ id }) => id).reverse(),
    passes: passed.map(({ id }) => id),
    ahead: open.length - over.length - passed.length,
  };
}

/**
 * Turns that a new message takes over: with `interrupt` that which is worked on, and always one whose handler has failed: it is asked again now, with what is
 * said now, rather than in minutes. Whatever of the same person waits behind it comes along, so that the order stays.
 */
function takenOver(mine: readonly OpenTurn[], { busy }: TakenMessage['settings']): readonly OpenTurn[] {
  const from = mine.findIndex(({ state }) => state === 'retrying' || (busy === 'interrupt' && state === 'working'));
  return from === -1 ? [] : mine.slice(from);
}

type Limits = Pick<Aggregation, 'quietMs' | 'longestMs' | 'mostMessages' | 'mostCharacters'>;

function limitsOf({ quietMs, longestMs, mostMessages, mostCharacters }: Aggregation): Limits {
  return {
    quietMs,
    longestMs: longestMs || Math.max(fallback.longestMs, quietMs),
    mostMessages: mostMessages || fallback.mostMessages,
    mostCharacters: mostCharacters || fallback.mostCharacters,
  };
}
