import type { ServiceStore } from '../../src/model/service/service-store.ts';
import type { TurnEnd } from '../../src/model/triggers/turn-table.ts';
import { newIntegration } from './service-things.ts';
import { newHandler, newTrigger, newTurn, newTurnMessage, triggerSettings } from './trigger-rows.ts';

/** A bot with one turn, by the name of the bot: `in_bot_NAME`, `ha_NAME`, `tr_NAME`, `tu_NAME`. */
export interface Bot {
  /** Somebody works on the turn, and ends it so. */
  end(end: TurnEnd, now: number): Promise<void>;
  /** The handler fails, and is asked again at once. */
  fail(now: number): Promise<void>;
}

/** A published trigger of an integration that receives no events, of whom something was asked. */
export async function makeBot(store: ServiceStore, name: string, now: number): Promise<Bot> {
  const [integrationId, handlerId, triggerId] = [`in_bot_${name}`, `ha_${name}`, `tr_${name}`];
  const draft = { ...triggerSettings, handlerId };
  await store.integrations.insert(newIntegration(integrationId, { mode: 'none', appId: `cli_bot_${name}` }));
  await store.handlers.insert(newHandler(handlerId));
  const trigger = await store.triggers.insert(newTrigger(triggerId, { integrationId, draft, state: 'published' }));
  await store.triggerVersions.add({ triggerId, settings: draft, publishedAt: now, publishedBy: 'acc_1' });
  await store.triggers.update({ ...trigger, publishedVersion: 1 }, now);
  const messages = [newTurnMessage(`om_${name}`)];
  await store.turns.add(
    newTurn(`tu_${name}`, {
      triggerId,
      version: 1,
      sessionId: undefined,
      lane: name,
      messages,
      firstAt: now,
      dueAt: now,
    }),
  );
  const end = async (how: TurnEnd, at: number): Promise<void> => {
    const claimed = await store.turns.claim({ holder: 'w', now: at, leaseMs: 1_000, limit: 50 });
    for (const turn of claimed) {
      const isOurs = turn.triggerId === triggerId;
      await store.turns.end(turn, isOurs ? how : { state: 'ready', dueAt: turn.dueAt }, at);
    }
  };
  return { end, fail: (at) => end({ state: 'retrying', lastError: { en: 'No', zh: '否' }, dueAt: at }, at) };
}
