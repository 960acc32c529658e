import type { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import { ownerOfSealed } from '../../model/triggers/sealed-text.ts';
import { pieceName } from '../../triggers/relay/ask-listener.ts';
import type { JsonObject } from '../../util/json.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

/** What a listener says of a turn that it was handed. */
export interface RelayAnswer {
  readonly listenerId: string;
  readonly relayId: string;
  /** From 1; a number that has come before is not taken again. */
  readonly seq: number;
  readonly events: readonly JsonObject[];
  readonly isLast: boolean;
}

/** Passes it on to whoever waits. @throws ConfigError `api.not.found`; `api.state.wrong` when nobody waits for it any more */
export async function answerRelay(
  { store, bodies }: Pick<ControlParts, 'store' | 'bodies'>,
  caller: Caller,
  { listenerId, relayId, seq, events, isLast }: RelayAnswer,
): Promise<void> {
  const listener = await store.listeners.find(listenerId);
  found(listener?.accountId === caller.accountId ? listener : undefined, 'listener', listenerId);
  const relayed = await store.listeners.relayed(relayId);
  if (relayed === undefined) throw nobodyWaits();
  const body = await bodies.seal(ownerOfSealed(relayed.body), pieceName(relayId, seq), JSON.stringify(events));
  if (!(await store.listeners.answer(relayId, listenerId, { seq, body, isLast }))) throw nobodyWaits();
}

function nobodyWaits(): ConfigError {
  return wrongState({
    en: 'Nobody waits for this answer any more: the turn was answered, stopped or handed to somebody else',
    zh: '已无人等待此答复：该轮次已答复、已停止，或已交给他人',
  });
}
