import { once } from 'node:events';
import { openStoreAt } from '../../support/service-store.ts';
import { newOutboxRow } from '../../support/trigger-rows.ts';

/**
 * A process that answers turns until none waits, and writes the number of each when it has begun with it. It says when it is ready and waits
 * for a word: on a slow machine one would have done everything before another has started.
 */
const [address = '', holder = ''] = process.argv.slice(2);
const store = await openStoreAt(address);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();

while ((await store.turns.nextDueAt()) !== undefined) {
  const now = await store.now();
  for (const turn of await store.turns.claim({ holder, now, leaseMs: 1_000, limit: 3 })) {
    process.stdout.write(`${turn.id}\n`);
    const said = newOutboxRow(`ob_${turn.id}`, { turnId: turn.id, lane: turn.lane, createdAt: now });
    await store.transaction(async ({ turns, outbox }) => {
      if (await turns.holds(turn)) await outbox.add([said]);
    });
    await store.turns.end(turn, { state: 'answered' }, now);
  }
}
await store.close();
