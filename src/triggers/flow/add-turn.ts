import type { ServiceTables } from '../../model/service/service-store.ts';
import type { StoredTurn, TurnMessage } from '../../model/triggers/turn-table.ts';
import type { NewTurnPlan } from '../turns/plan-message.ts';
import { type FlowParts, idOf, type OwnWorker, type Speaks, type Taker } from './flow-parts.ts';
import type { Undone } from './undoable.ts';

/** Names turns that are added. */
export interface NewTurnIds {
  readonly newTurnId: (now: number) => string;
}

/** What a turn begins with. */
export interface FirstMessage extends NewTurnIds {
  readonly taker: Taker;
  readonly tenantKey: string;
  readonly lane: string;
  readonly sealed: TurnMessage;
  readonly worker: OwnWorker | undefined;
}

/** Begins a turn, and gives it. What it takes over ends where it is; what was said of it stays in the chat. */
export async function addTurn(
  { turns, outbox }: ServiceTables,
  { taker, tenantKey, lane, sealed, newTurnId, worker }: FirstMessage,
  { plan, sessionId, now }: { readonly plan: NewTurnPlan; readonly sessionId: string; readonly now: number },
): Promise<Undone | StoredTurn> {
  for (const id of plan.flushes) await turns.flush(id, now);
  const id = newTurnId(now);
  const { state, dueAt } = plan;
  const added = await turns.add({
    id,
    sessionId,
    triggerId: taker.trigger.id,
    version: taker.version.number,
    tenantKey,
    lane,
    state,
    messages: [sealed],
    event: undefined,
    firstAt: now,
    dueAt,
    hold: worker?.holding(now),
  });
  if (added === undefined) return 'known';
  for (const passed of plan.passes) await turns.letPass(passed, now);
  for (const over of plan.takesOver) {
    await turns.merge(over, id, now);
    await outbox.giveUp(over, { en: 'More was said', zh: '用户又发送了消息' }, now);
  }
  return added;
}

/**
 * A transaction that adds a turn. Where it fails, it may be committed all the same: then nobody has begun the turn, and the worker gives it back, when
 * it is there.
 */
export async function addingTurn<T>(
  parts: Pick<FlowParts, 'bytes' | 'worker'>,
  work: (newTurnId: NewTurnIds['newTurnId']) => Promise<T>,
): Promise<T> {
  let last: string | undefined;
  try {
    return await work((now) => {
      last = idOf(parts, 'tu', now);
      return last;
    });
  } catch (thrown) {
    if (last !== undefined) parts.worker?.doubt({ id: last, attempt: 1 });
    throw thrown;
  }
}

/** Has a turn that was added worked on, once it is committed. */
export async function workOn(
  worker: OwnWorker | undefined,
  added: StoredTurn | undefined,
  speaks?: Speaks,
): Promise<void> {
  if (added?.state === 'working') await worker?.begin(added, speaks);
  else worker?.wake();
}
