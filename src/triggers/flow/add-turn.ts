import type { ServiceTables } from '../../model/service/service-store.ts';
import type { TurnMessage } from '../../model/triggers/turn-table.ts';
import type { NewTurnPlan } from '../turns/plan-message.ts';
import type { Taker } from './flow-parts.ts';
import type { Undone } from './undoable.ts';

/** What a turn begins with. */
export interface FirstMessage {
  readonly taker: Taker;
  readonly tenantKey: string;
  readonly lane: string;
  readonly sealed: TurnMessage;
  readonly newTurnId: (now: number) => string;
}

/** Begins a turn. What it takes over ends where it is; what was said of it stays in the chat. */
export async function addTurn(
  { turns, outbox }: ServiceTables,
  { taker, tenantKey, lane, sealed, newTurnId }: FirstMessage,
  { plan, sessionId, now }: { readonly plan: NewTurnPlan; readonly sessionId: string; readonly now: number },
): Promise<Undone | 'done'> {
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
  });
  if (added === undefined) return 'known';
  for (const over of plan.takesOver) {
    await turns.merge(over, id, now);
    await outbox.giveUp(over, 'More was said', now);
  }
  return 'done';
}
