import type { FlowParts } from './flow-parts.ts';

const atOnce = 100;

/**
 * Conversations that have had their time, by the clock of the store, are idle from now on; gives how many. What is waited for in one keeps it open. The
 * person is told with the next message (`findSession`): nobody is spoken to for nothing.
 */
export async function sweepSessions({ store, tellMoved }: Pick<FlowParts, 'store' | 'tellMoved'>): Promise<number> {
  for (let swept = 0; ; ) {
    const over = await store.sessions.expire(await store.now(), atOnce);
    for (const { id } of over) tellMoved?.('session', id);
    swept += over.length;
    if (over.length < atOnce) return swept;
  }
}
