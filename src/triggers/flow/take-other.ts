import { isErased } from '../../model/triggers/erased-event.ts';
import { ownerOf, sealEvent } from '../bodies/sealed-rows.ts';
import { orderValue } from '../rules/map-event.ts';
import { eventLane } from '../sessions/session-key.ts';
import { addingTurn, workOn } from './add-turn.ts';
import type { Taker } from './flow-parts.ts';
import type { Taking } from './taking.ts';

/** An event that is no conversation becomes a turn of its own. */
export async function takeOther({ parts, event, known }: Taking, { trigger, version }: Taker): Promise<void> {
  if (isErased(event.body)) return;
  const messageId = known.subject.message?.id;
  const { store, bodies } = parts;
  const { id, type, createdAt, body } = event;
  const owner = ownerOf({ sessionId: undefined, triggerId: trigger.id });
  const sealed = await sealEvent(bodies, owner, { id, type, createdAt, body });
  const lane = eventLane(trigger.id, id, orderValue(body, version.settings.events));
  const add = (newTurnId: (now: number) => string) =>
    store.transaction(async ({ turns, triggerFacts, now: clock }) => {
      if (messageId !== undefined && (await triggerFacts.isRecalled(trigger.integrationId, messageId)))
        return undefined;
      await turns.lockLane(lane);
      const now = await clock();
      return await turns.add({
        id: newTurnId(now),
        sessionId: undefined,
        triggerId: trigger.id,
        version: version.number,
        tenantKey: event.tenantKey,
        lane,
        state: 'ready',
        messages: [],
        event: sealed,
        firstAt: now,
        dueAt: now,
        hold: parts.worker?.holding(now),
      });
    });
  const added = await addingTurn(parts, add);
  parts.tellMoved?.('turn', added?.id);
  await workOn(parts.worker, added);
}
