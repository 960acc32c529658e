import type { JsonObject } from '../../../util/json.ts';
import { closedSettings, openSettings, textElement } from '../cards.ts';
import { Part } from './part.ts';
import type { Closing, PendingAct, StreamAct, StreamOutcome, StreamSetting, StreamState } from './stream-state.ts';

/** What happens next, and the stream as it is then. */
export type StreamNext =
  | { readonly kind: 'act'; readonly act: StreamAct; readonly state: StreamState }
  /** Nothing until that time, or, where it is undefined, until more is said or the act under way has ended. */
  | { readonly kind: 'wait'; readonly until: number | undefined; readonly state: StreamState }
  | { readonly kind: 'done'; readonly outcome: StreamOutcome; readonly state: StreamState };

/** Idle → creating → streaming → closing → done; asked again after everything that happens. */
export function nextAct(state: StreamState, setting: StreamSetting, now: number): StreamNext {
  if (state.outcome !== undefined) return { kind: 'done', outcome: state.outcome, state };
  if (state.pending !== undefined) return wait(state, undefined);
  if (now < state.notBefore) return wait(state, state.notBefore);
  if (state.reopening === 'now') return reopen(state, setting, now);
  if (state.again !== undefined) return act(state, now, state.again);
  const part = new Part(state, setting);
  if (state.closing !== undefined) return close(state, state.closing, part, setting, now);
  return state.messageId === undefined ? begin(state, part, setting, now) : grow(state, part, setting, now);
}

function wait(state: StreamState, until: number | undefined): StreamNext {
  return { kind: 'wait', until, state };
}

function done(state: StreamState, outcome: StreamOutcome): StreamNext {
  return { kind: 'done', outcome, state: { ...state, outcome } };
}

function act(state: StreamState, now: number, pending: Omit<PendingAct, 'at'>): StreamNext {
  return { kind: 'act', act: pending.act, state: { ...state, pending: { ...pending, at: now } } };
}

/** A write to a card, with the next number of it. */
function cardAct(
  state: StreamState,
  { uuid }: StreamSetting,
  now: number,
  what: (call: { cardId: string; sequence: number; uuid: string }) => StreamAct,
  shows?: string,
): StreamNext {
  const sequence = state.sequence + 1;
  const call = { cardId: state.cardId ?? '', sequence, uuid: `${uuid}.${state.part}.${sequence}` };
  return act({ ...state, sequence }, now, { act: what(call), shows, completes: undefined, isLast: false });
}

function reopen(state: StreamState, setting: StreamSetting, now: number): StreamNext {
  return cardAct(state, setting, now, (call) => ({ kind: 'settings', settings: openSettings, ...call }));
}

/** The same for each try of one message; of another one another. */
function uuidOf(state: StreamState, { uuid }: StreamSetting): string {
  return state.part === 0 ? uuid : `${uuid.slice(0, 44)}.${state.part}`;
}

const unfinished = { completes: undefined, isLast: false };

function begin(state: StreamState, part: Part, setting: StreamSetting, now: number): StreamNext {
  const { look, limits } = setting;
  const isSaid = part.isBlank && !(state.isFinal && look.hasButtons && state.way !== 'text');
  if (isSaid && state.isFinal) return done(state, { kind: state.part === 0 ? 'nothing' : 'said' });
  if (isSaid) return wait(state, undefined);
  const send = { uuid: uuidOf(state, setting), place: state.place };
  if (state.cardId !== undefined) {
    const said = { type: 'interactive' as const, content: { type: 'card', data: { card_id: state.cardId } } };
    return act(state, now, { act: { kind: 'send', said, ...send }, shows: state.shown, ...unfinished });
  }
  const to = part.end();
  if (state.isFinal || to < part.source.length)
    return act(state, now, {
      act: { kind: 'send', said: part.said(to), ...send },
      shows: undefined,
      completes: to,
      isLast: part.isLast(to),
    });
  const flushAt = (state.firstAt ?? now) + limits.firstFlushMs;
  if (state.way === 'text') return wait(state, undefined);
  if (now < flushAt) return wait(state, flushAt);
  const shows = part.open;
  if (shows.trim() === '') return wait(state, undefined);
  const begun = { ...state, begunAt: now };
  if (state.way === 'card')
    return act(begun, now, { act: { kind: 'create', card: part.card(shows, false, true) }, shows, ...unfinished });
  const said = { type: 'interactive' as const, content: part.card(shows, false) };
  return act(begun, now, { act: { kind: 'send', said, ...send }, shows, ...unfinished });
}

function grow(state: StreamState, part: Part, setting: StreamSetting, now: number): StreamNext {
  const { limits } = setting;
  const to = part.end();
  const isStopped = state.reopening === 'given_up';
  const oldAt = state.way === 'card' ? (state.begunAt ?? now) + limits.rotateMs : Number.POSITIVE_INFINITY;
  const step = isStopped ? 'whole' : 'text';
  if (to < part.source.length || state.isFinal) return close(state, { to, step }, part, setting, now);
  if (isStopped || now >= oldAt) return close(state, { to: part.pause(), step }, part, setting, now);
  const shows = part.open;
  if (shows === state.shown || shows.trim() === '') return wait(state, Number.isFinite(oldAt) ? oldAt : undefined);
  const nextAt = state.lastAt + (state.way === 'card' ? limits.writeMs : limits.patchMs);
  if (now < nextAt) return wait(state, nextAt);
  if (state.way === 'card')
    return cardAct(
      state,
      setting,
      now,
      (call) => ({ kind: 'write', elementId: textElement, content: shows, ...call }),
      shows,
    );
  return patch(state, part.card(shows, false), now, { shows });
}

function patch(
  state: StreamState,
  card: JsonObject,
  now: number,
  shown: Pick<PendingAct, 'shows'> & Partial<PendingAct>,
): StreamNext {
  const messageId = state.messageId ?? '';
  return act(state, now, { act: { kind: 'patch', messageId, card }, ...unfinished, ...shown });
}

/** The last of a message: its text as it stays, its streaming closed with a summary, its buttons. */
function close(state: StreamState, closing: Closing, part: Part, setting: StreamSetting, now: number): StreamNext {
  const { limits, look } = setting;
  const shows = part.closed(closing.to);
  const isLast = part.isLast(closing.to);
  const here = { ...state, closing };
  const nextAt = state.lastAt + (state.way === 'patch' ? limits.patchMs : limits.writeMs);
  if (now < nextAt && (state.way === 'patch' || closing.step === 'text')) return wait(here, nextAt);
  if (state.way !== 'card') return patch(here, part.card(shows, isLast), now, { shows, completes: closing.to, isLast });
  if (closing.step === 'text' && shows !== state.shown && shows !== '')
    return cardAct(
      here,
      setting,
      now,
      (call) => ({ kind: 'write', elementId: textElement, content: shows, ...call }),
      shows,
    );
  if (closing.step !== 'whole') {
    const at = { ...here, closing: { ...closing, step: 'settings' as const } };
    const hasMore = isLast && look.hasButtons;
    const settled = cardAct(at, setting, now, (call) => ({
      kind: 'settings',
      settings: closedSettings(shows),
      ...call,
    }));
    return hasMore ? settled : completing(settled, closing.to, false);
  }
  const whole = cardAct(
    here,
    setting,
    now,
    (call) => ({ kind: 'replace', card: part.card(shows, isLast), ...call }),
    shows,
  );
  return completing(whole, closing.to, isLast);
}

function completing(next: StreamNext, to: number, isLast: boolean): StreamNext {
  const { state } = next;
  if (next.kind !== 'act' || state.pending === undefined) return next;
  return { ...next, state: { ...state, pending: { ...state.pending, completes: to, isLast } } };
}
