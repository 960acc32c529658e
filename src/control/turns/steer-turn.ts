import type { Caller } from '../../model/service/caller.ts';
import { eachOf } from '../../model/service/page.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import type { StoredTurn, TurnFilter } from '../../model/triggers/turn-table.ts';
import { change } from '../change.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

const over = {
  en: 'It has not ended; what waits or is worked on is not repeated',
  zh: '尚未结束；等待中或处理中的轮次不能重放',
};

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

/** Which turns are to be repeated. */
export interface ManyTurns {
  readonly filter: TurnFilter & { readonly state: 'dead' | 'cancelled' | 'answered' };
  readonly limit: number;
}

/** How many turns would be repeated now, at most `limit`; nothing changes. */
export async function planReplay({ store }: Pick<ControlParts, 'store'>, many: ManyTurns): Promise<number> {
  return (await chosen(store, many)).length;
}

/** The oldest first. Each is a transaction of its own: one locks one lane. Gives how many there were. */
export async function replayTurns(parts: ControlParts, caller: Caller, many: ManyTurns): Promise<number> {
  const { store } = parts;
  const turns = await chosen(store, many);
  let count = 0;
  for (const { id, lane } of turns.toReversed()) {
    const isBack = await store.transaction(async (tables) => {
      await tables.turns.lockLane(lane);
      return await tables.turns.replay(id, await tables.now());
    });
    if (isBack) count++;
  }
  const { triggerId = null, sessionId = null, state } = many.filter;
  const detail = { triggerId, sessionId, state, limit: many.limit, count };
  return await change(parts, caller, { action: 'turn.replay', kind: 'turn', id: 'tu_many', detail }, async () => count);
}

async function chosen(
  { turns }: Pick<ServiceStore, 'turns'>,
  { filter, limit }: ManyTurns,
): Promise<readonly StoredTurn[]> {
  const found: StoredTurn[] = [];
  for await (const turn of eachOf((request) => turns.page(request, filter))) {
    if (turn.event?.body !== undefined || turn.messages.some(({ body }) => body !== undefined)) found.push(turn);
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
