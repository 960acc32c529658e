import type { SendFault, SendOperation } from '../../../model/triggers/send-fault.ts';
import { Part } from './part.ts';
import type { StreamAct, StreamOutcome, StreamSetting, StreamState } from './stream-state.ts';

/** What Lark gave for an act that has worked. */
export interface StreamResult {
  readonly cardId?: string | undefined;
  readonly messageId?: string | undefined;
}

/** By what name the act's refusals are judged. */
export function operationOf(act: StreamAct): SendOperation {
  switch (act.kind) {
    case 'create':
      return 'card_create';
    case 'send':
      return act.place === 'chat' ? 'send' : 'reply';
    case 'write':
      return 'card_write';
    case 'settings':
      return 'card_settings';
    case 'replace':
      return 'card_replace';
    default:
      return 'patch';
  }
}

/** The act under way has worked. */
export function afterSuccess(
  state: StreamState,
  setting: StreamSetting,
  result: StreamResult,
  now: number,
): StreamState {
  const { pending } = state;
  if (pending === undefined) return state;
  const { act, shows, completes } = pending;
  const next: StreamState = {
    ...state,
    pending: undefined,
    again: undefined,
    failures: 0,
    notBefore: Number.NEGATIVE_INFINITY,
    cardId: act.kind === 'create' ? (result.cardId ?? state.cardId) : state.cardId,
    sequence: act.kind === 'create' ? 0 : state.sequence,
    // A card that was said before, by which message is not known: it is written to all the same.
    messageId: act.kind === 'send' ? (result.messageId ?? '') : state.messageId,
    shown: shows ?? state.shown,
    lastAt: act.kind === 'settings' ? state.lastAt : pending.at,
  };
  if (completes !== undefined) return afterPart(next, setting, { to: completes, hadButtons: pending.isLast }, now);
  if (act.kind !== 'settings') return next;
  if (state.reopening === 'now') return { ...next, reopening: 'was', begunAt: now };
  return state.closing === undefined ? next : { ...next, closing: { ...state.closing, step: 'whole' } };
}

/** A message is as it stays. What was not said in it is said in another one. */
function afterPart(
  state: StreamState,
  setting: StreamSetting,
  { to, hadButtons }: { readonly to: number; readonly hadButtons: boolean },
  now: number,
): StreamState {
  const part = new Part(state, setting);
  const outcome: StreamOutcome = { kind: 'said' };
  const isLast = part.isLast(to);
  if (isLast && (hadButtons || !setting.look.hasButtons)) return { ...state, closing: undefined, outcome };
  // The end has come meanwhile: what is missing are the buttons.
  if (isLast && state.cardId !== undefined) return { ...state, closing: { to, step: 'whole' } };
  const from = state.from + Math.max(0, to - state.head.length);
  return { ...anew(state, now), from, head: part.headAt(to) };
}

/** Another message goes on with the same. */
function anew(state: StreamState, now: number): StreamState {
  return {
    ...state,
    part: state.part + 1,
    cardId: undefined,
    messageId: undefined,
    sequence: 0,
    begunAt: undefined,
    // Nobody waits for the first words of an answer any more.
    firstAt: Number.NEGATIVE_INFINITY,
    shown: undefined,
    again: undefined,
    closing: undefined,
    reopening: 'no',
    lastAt: now,
  };
}

const mostFailures = 20;
const leastShrink = 0.1;

/**
 * The act under way has failed, or nobody knows (`isUnknown`): then it is done again with the same uuid, or, where a card has numbers, with all of the
 * text and a higher one.
 * @param jitter from 0 to 1
 */
export function afterFault(
  state: StreamState,
  setting: StreamSetting,
  fault: SendFault & { readonly isUnknown?: boolean },
  now: number,
  jitter: number,
): StreamState {
  const { pending } = state;
  if (pending === undefined) return state;
  const failures = state.failures + 1;
  const isRepeated = fault.action === 'retry' || fault.action === 'retry_soon';
  const again = pending.act.kind === 'send' && isRepeated ? pending : undefined;
  const failed: StreamState = { ...state, pending: undefined, again, failures };
  const lost = fault.isUnknown === true && pending.act.kind !== 'send' && pending.act.kind !== 'create';
  const here = lost ? { ...failed, shown: undefined } : failed;
  if (failures > mostFailures) return giveUp(here, fault);
  return mended(here, state, setting, fault, now, jitter);
}

function mended(
  here: StreamState,
  before: StreamState,
  setting: StreamSetting,
  fault: SendFault,
  now: number,
  jitter: number,
): StreamState {
  const { failures } = here;
  switch (fault.action) {
    case 'retry':
      return { ...here, notBefore: now + Math.min(60_000, 500 * 2 ** Math.min(failures, 7)) * (0.5 + jitter / 2) };
    case 'retry_soon':
      return { ...here, notBefore: now + Math.min(5, failures) * 1000 * (0.5 + jitter / 2) };
    case 'higher':
      return {
        ...here,
        sequence: here.sequence + 10 ** Math.min(failures, 6),
        notBefore: now + setting.limits.writeMs,
      };
    case 'done':
      return afterSuccess(before, setting, {}, now);
    case 'reopen':
      return afterStop(here);
    case 'split':
      return here.shrink * 0.7 < leastShrink
        ? plainer(here, now)
        : { ...here, shrink: here.shrink * 0.7, closing: undefined };
    case 'fewer_tables':
      return here.mostTables === 0 ? plainer(here, now) : { ...here, mostTables: here.mostTables - 1 };
    case 'plainer':
      return plainer(here, now);
    case 'other_place':
      return elsewhere(here, fault);
    case 'other_way':
      return otherWay(here, fault, now);
    case 'send_anew':
      return anew(here, now);
    default:
      return giveUp(here, fault);
  }
}

function giveUp(state: StreamState, fault: SendFault): StreamState {
  const { action, concerns, why } = fault;
  return { ...state, outcome: { kind: 'failed', fault: { action, concerns, why } } };
}

/** Lark has closed the streaming before us. */
function afterStop(state: StreamState): StreamState {
  if (state.closing !== undefined)
    return { ...state, reopening: 'given_up', closing: { ...state.closing, step: 'whole' } };
  return { ...state, reopening: state.reopening === 'no' ? 'now' : 'given_up' };
}

/** As text; where a card is seen already, after it. */
function plainer(state: StreamState, now: number): StreamState {
  const text = { ...state, way: 'text' as const, shrink: 1 };
  return state.messageId === undefined ? { ...text, cardId: undefined, closing: undefined } : anew(text, now);
}

function elsewhere(state: StreamState, fault: SendFault): StreamState {
  if (state.place === 'chat' || state.messageId !== undefined) return giveUp(state, fault);
  return { ...state, place: state.place === 'asked' ? 'no_thread' : 'chat' };
}

/** CardKit → the whole card again and again → text at the end. */
function otherWay(state: StreamState, fault: SendFault, now: number): StreamState {
  if (state.reopening === 'now') return { ...state, reopening: 'given_up' };
  if (state.way === 'card')
    return { ...state, way: 'patch', cardId: undefined, shown: undefined, closing: undefined, reopening: 'no' };
  return state.way === 'patch' ? plainer(state, now) : giveUp(state, fault);
}
