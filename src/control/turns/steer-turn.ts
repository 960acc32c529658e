import type { Caller } from '../../model/service/caller.ts';
import { eachOf } from '../../model/service/page.ts';
import type { ServiceStore, ServiceTables } from '../../model/service/service-store.ts';
import type { StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import type { StoredTurn, TurnFilter } from '../../model/triggers/turn-table.ts';
import { change } from '../change.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

const over = {
  en: 'It has not ended; what waits or is worked on is not repeated',
  zh: '尚未结束；等待中或处理中的轮次不能重新处理',
};
const notDead = { en: 'It is not dead; only what is dead is discarded', zh: '不是死信；只有死信可以丢弃' };

/** Its handler is asked again, as if it had not been. @throws ConfigError `api.not.found`, `api.state.wrong` */
export async function replayTurn(parts: ControlParts, caller: Caller, id: string): Promise<StoredTurn> {
  const { lane, messages, event } = found(await parts.store.turns.find(id), 'turn', id);
  if (event?.body === undefined && messages.every(({ body }) => body === undefined)) throw wrongState(erased);
  return await change(parts, caller, { action: 'turn.replay', kind: 'turn', id }, async (tables) => {
    await tables.turns.lockLane(lane);
    if (!(await tables.turns.replay(id, await tables.now()))) throw wrongState(over);
    return found(await tables.turns.find(id), 'turn', id);
  });
}

const erased = { en: 'What was said was recalled, erased or forgotten', zh: '原内容已被撤回、清除或过期' };

/** What is dead is left as it is: it is no longer counted among what waits for a person. @throws ConfigError `api.not.found`, `api.state.wrong` */
export async function discardTurn(parts: ControlParts, caller: Caller, id: string): Promise<StoredTurn> {
  const { lane } = found(await parts.store.turns.find(id), 'turn', id);
  return await change(parts, caller, { action: 'turn.discard', kind: 'turn', id }, async (tables) => {
    await tables.turns.lockLane(lane);
    if (!(await tables.turns.discard(id))) throw wrongState(notDead);
    return found(await tables.turns.find(id), 'turn', id);
  });
}

/** Whoever works on it stops; what is not said yet stays unsaid. @throws ConfigError `api.not.found`, `api.state.wrong` */
export async function cancelTurn(parts: ControlParts, caller: Caller, id: string): Promise<StoredTurn> {
  const { lane } = found(await parts.store.turns.find(id), 'turn', id);
  return await change(parts, caller, { action: 'turn.cancel', kind: 'turn', id }, async (tables) => {
    await tables.turns.lockLane(lane);
    const now = await tables.now();
    if (!(await tables.turns.cancel(id, now))) throw wrongState({ en: 'It has ended already', zh: '已经结束' });
    await tables.outbox.giveUp(id, { en: `It was cancelled by ${caller.name}`, zh: `已被 ${caller.name} 取消` }, now);
    return found(await tables.turns.find(id), 'turn', id);
  });
}

/** Which turns are to be repeated, or discarded. */
export interface ManyTurns {
  readonly filter: TurnFilter & { readonly state: 'dead' | 'discarded' | 'cancelled' | 'answered' };
  readonly limit: number;
}

/** How many turns would be repeated now, at most `limit`; nothing changes. */
export async function planReplay({ store }: Pick<ControlParts, 'store'>, many: ManyTurns): Promise<number> {
  return (await chosen(store, many, canBeAsked)).length;
}

/** The oldest first. Each is a transaction of its own: one locks one lane. Gives how many there were. */
export async function replayTurns(parts: ControlParts, caller: Caller, many: ManyTurns): Promise<number> {
  const turns = await chosen(parts.store, many, canBeAsked);
  return await eachNoted(parts, caller, { many, turns, action: 'turn.replay' }, async (tables, turn) =>
    // Of two who replay the same ones, the second may come when the first has its answers.
    tables.turns.replay(turn.id, await tables.now(), turn),
  );
}

/** How many turns would be discarded now, at most `limit`; nothing changes. */
export async function planDiscard({ store }: Pick<ControlParts, 'store'>, many: ManyTurns): Promise<number> {
  return (await chosen(store, many, () => true)).length;
}

/** The oldest first, each by itself, also those of which nothing is kept any more. Gives how many there were. */
export async function discardTurns(parts: ControlParts, caller: Caller, many: ManyTurns): Promise<number> {
  const turns = await chosen(parts.store, many, () => true);
  return await eachNoted(parts, caller, { many, turns, action: 'turn.discard' }, (tables, { id }) =>
    tables.turns.discard(id),
  );
}

interface EachTurn {
  readonly many: ManyTurns;
  readonly turns: readonly StoredTurn[];
  readonly action: string;
}

async function eachNoted(
  parts: ControlParts,
  caller: Caller,
  { many, turns, action }: EachTurn,
  act: (tables: ServiceTables, turn: StoredTurn) => Promise<boolean>,
): Promise<number> {
  let count = 0;
  const { triggerId = null, sessionId = null, state } = many.filter;
  const note = async (): Promise<number> => {
    const detail = { triggerId, sessionId, state, limit: many.limit, count };
    return await change(parts, caller, { action, kind: 'turn', id: 'tu_many', detail }, async () => count);
  };
  try {
    for (const turn of turns.toReversed()) {
      const isDone = await parts.store.transaction(async (tables) => {
        await tables.turns.lockLane(turn.lane);
        return await act(tables, turn);
      });
      if (isDone) count++;
    }
  } catch (thrown) {
    // What was done stays done: the audit knows of it, too.
    if (count > 0) await note().catch(() => undefined);
    throw thrown;
  }
  return await note();
}

function canBeAsked({ event, messages }: StoredTurn): boolean {
  return event?.body !== undefined || messages.some(({ body }) => body !== undefined);
}

async function chosen(
  { turns }: Pick<ServiceStore, 'turns'>,
  { filter, limit }: ManyTurns,
  fits: (turn: StoredTurn) => boolean,
): Promise<readonly StoredTurn[]> {
  const found: StoredTurn[] = [];
  for await (const turn of eachOf((request) => turns.page(request, filter))) {
    if (fits(turn)) found.push(turn);
    if (found.length === limit) break;
  }
  return found;
}

/** A message that could not be sent is tried again, as a new one. @throws ConfigError `api.not.found`, `api.state.wrong` */
export async function replayReply(parts: ControlParts, caller: Caller, id: string): Promise<StoredOutboxRow> {
  const { turnId } = found(await parts.store.outbox.find(id), 'reply', id);
  const note = { action: 'reply.replay', kind: 'turn', id: turnId ?? id, detail: { replyId: id } } as const;
  return await change(parts, caller, note, async (tables) => {
    if (!(await tables.outbox.replay(id, parts.newId('ob'), await tables.now())))
      throw wrongState({
        en: 'It has not failed, or its text was erased: only what has failed or was given up is sent again',
        zh: '它没有失败，或内容已被清除：只有失败或已放弃的消息才能重新发送',
      });
    return found(await tables.outbox.find(id), 'reply', id);
  });
}
