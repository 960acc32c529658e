import type { Message } from '../../model/message.ts';
import { eachOf } from '../../model/service/page.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import type { StoredTurn } from '../../model/triggers/turn-table.ts';

/** People may go on talking. */
const mostLooks = 10;

/** What of a session waits, is worked on or is to be answered later ends, each in a transaction of its own: one locks one lane. Gives how many there were. */
export async function stopTurns(
  store: ServiceStore,
  { id: sessionId }: Pick<Session, 'id'>,
  why: Message,
): Promise<number> {
  let count = 0;
  for (let look = 0; look < mostLooks; look++) {
    // What goes from one state to another meanwhile is in none of the pages: it is looked for again.
    const open = await openTurns(store, sessionId);
    if (open.length === 0) break;
    for (const turn of open) if (await stopTurn(store, turn, why)) count++;
  }
  return count;
}

async function openTurns(store: Pick<ServiceStore, 'turns'>, sessionId: string): Promise<readonly StoredTurn[]> {
  const open: StoredTurn[] = [];
  for (const state of ['gathering', 'ready', 'working', 'retrying', 'later'] as const)
    for await (const turn of eachOf((request) => store.turns.page(request, { sessionId, state }))) open.push(turn);
  return open;
}

/** Whoever works on it stops, and what is not said of it yet stays unsaid. False when it has ended. */
async function stopTurn(
  store: Pick<ServiceStore, 'transaction'>,
  { id, lane }: Pick<StoredTurn, 'id' | 'lane'>,
  why: Message,
): Promise<boolean> {
  return await store.transaction(async (tables) => {
    await tables.turns.lockLane(lane);
    const now = await tables.now();
    const isStopped = await tables.turns.cancel(id, now);
    if (isStopped) await tables.outbox.giveUp(id, why, now);
    return isStopped;
  });
}
