import { StoppedError, TransientError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Random } from '../../model/random.ts';
import type { StoredTurn, TurnEnd } from '../../model/triggers/turn-table.ts';

const [secondMs, minuteMs, hourMs] = [1_000, 60_000, 3_600_000];

/** How long after the first, second … failure an event is tried again: the example of Standard Webhooks 1.0.0. */
export const eventLadderMs: readonly number[] = [
  ...[5 * secondMs, 5 * minuteMs, 30 * minuteMs],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs),
];
/** Of messages, for which somebody waits, and which hold up what is said after them. */
export const messageLadderMs: readonly number[] = [
  ...[2 * secondMs, 10 * secondMs, 30 * secondMs],
  ...[2, 5, 10].map((minutes) => minutes * minuteMs),
];
/** How long a turn waits for a handler that is left in peace, an event as long as it is tried; a message until it is stale, or for a day. */
const longestWaitMs: number = eventLadderMs.reduce((sum, step) => sum + step, 0);
const longestMessageWaitMs: number = 24 * hourMs;
/** So much longer at most, by chance: handlers that come back are not asked by all at once. */
const jitter = 0.2;

/** What becomes of a turn whose handler has failed. */
export interface AfterFailure {
  readonly end: TurnEnd;
  /** It wants nothing any more, by its own word. */
  readonly disablesHandler: boolean;
  /** The person is told that no answer comes; undefined while one may. */
  readonly told: Message | undefined;
}

/** What is known of the failure. */
export interface Failure {
  /** `failures` are those before this one. */
  readonly turn: Pick<StoredTurn, 'failures' | 'firstAt' | 'event' | 'replay'>;
  readonly thrown: unknown;
  readonly now: number;
  readonly random: Random;
  /** As for messages that come late: an answer that comes later than this surprises. 0: however late. */
  readonly staleMs: number;
}

/** Again, later, when that may help; otherwise the turn is dead until a person replays it. */
export function afterFailure(failure: Failure): AfterFailure {
  const error = toLarkstreamError(failure.thrown);
  // We were asked to stop; the handler is not to blame.
  if (error instanceof StoppedError) return going({ state: 'ready', dueAt: failure.now });
  const code: string = error.code;
  if (!(error instanceof TransientError)) return dead(failure, error.texts.message, code === 'handler.gone');
  // It was not asked: whoever has opened the circuit has used up tries of its own; and nobody is to blame for one that is not there.
  if (code === 'handler.paused' || code === 'handler.away') return waiting(failure, error);
  const dueAt = nextTry(failure, error.details.retryAfterMs);
  return dueAt === undefined
    ? dead(failure, error.texts.message, false)
    : going({ state: 'retrying', lastError: error.texts.message, dueAt });
}

/** Whether it may be tried once more. One whose worker is lost again and again has no failure that anybody judges: it is dead before it is tried. */
export function mayBeTried(turn: Pick<StoredTurn, 'failures' | 'event'>): boolean {
  return turn.failures <= ladderOf(turn).length;
}

function ladderOf({ event }: Pick<StoredTurn, 'event'>): readonly number[] {
  return event === undefined ? messageLadderMs : eventLadderMs;
}

function nextTry({ turn, now, random, staleMs }: Failure, retryAfter: unknown): number | undefined {
  const isEvent = turn.event !== undefined;
  const step = ladderOf(turn)[turn.failures];
  if (step === undefined) return undefined;
  const asked = typeof retryAfter === 'number' && retryAfter > 0 ? retryAfter : 0;
  // What a handler asks for may not be longer than the ladder's longest: it would never come back to us.
  const delay = Math.min(Math.max(step, asked), 24 * hourMs) * (1 + jitter * random());
  const dueAt = now + Math.round(delay);
  return isEvent || staleMs === 0 || dueAt <= askedAt(turn) + staleMs ? dueAt : undefined;
}

function waiting(failure: Failure, { texts: { message }, details: { retryAfterMs } }: TransientError): AfterFailure {
  const { turn, now, random, staleMs } = failure;
  const asked = typeof retryAfterMs === 'number' && retryAfterMs > 0 ? retryAfterMs : 5 * secondMs;
  const dueAt = now + Math.round(Math.min(asked, 24 * hourMs) * (1 + jitter * random()));
  const longest = turn.event !== undefined ? longestWaitMs : staleMs === 0 ? longestMessageWaitMs : staleMs;
  if (dueAt > askedAt(turn) + longest) return dead(failure, message, false);
  return going({ state: 'retrying', lastError: message, dueAt, usesNoTry: true });
}

/** What a person has had asked again is no older than that. */
function askedAt({ firstAt, replay }: Failure['turn']): number {
  return replay?.at ?? firstAt;
}

function going(end: TurnEnd): AfterFailure {
  return { end, disablesHandler: false, told: undefined };
}

/** What a person is told whose message nobody answers. */
export const noAnswer: Message = {
  en: 'I could not answer this. Please try again later.',
  zh: '这条消息暂时无法回复，请稍后再试。',
};

function dead({ turn }: Failure, lastError: Message, disablesHandler: boolean): AfterFailure {
  // Whoever waited was told when it was dead first.
  const isTold = turn.event === undefined && turn.replay === undefined;
  return { end: { state: 'dead', lastError }, disablesHandler, told: isTold ? noAnswer : undefined };
}
