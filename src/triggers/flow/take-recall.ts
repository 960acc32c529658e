import type { FlowParts } from './flow-parts.ts';

const recalled = { en: 'The message was recalled', zh: '消息已被撤回' };

/**
 * A message was taken back: our copies of it are erased, what waits for nothing else is cancelled, and what is worked on begins anew without it, unless
 * people have seen a part of the answer: a second one would be worse than one that knows too much. What is not taken yet will not be.
 */
export async function takeRecall(
  { store, worker, tellMoved }: FlowParts,
  integrationId: string,
  messageId: string,
): Promise<void> {
  const recalledFrom = await store.transaction(async (tables) => {
    const { turns, outbox, triggerFacts } = tables;
    const now = await tables.now();
    await triggerFacts.recall(integrationId, messageId, now);
    const found = await turns.recall(integrationId, messageId, now);
    for (const { id, isCancelled } of found) {
      if (isCancelled) {
        await outbox.giveUp(id, recalled, now);
        continue;
      }
      const rows = await outbox.ofTurn(id);
      const hasSpoken = rows.some(({ kind, done }) => kind === 'stream' && done.messageId !== undefined);
      // Only what somebody works on is begun again.
      if (!hasSpoken) await turns.restart(id, now);
    }
    return found;
  });
  worker?.wake();
  for (const { id } of recalledFrom) tellMoved?.('turn', id);
  await store.erasing.eraseMessage(integrationId, messageId);
}
