import { once } from 'node:events';
import { Secret } from '../../src/model/secret.ts';
import { randomFor } from '../../src/sandbox/random.ts';
import { newLeaseOwner } from '../../src/store/lease-owner.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';

/**
 * A process that works on events until none waits, and writes a line at each begin and end of work. It says when it is ready and waits
 * for a word: on a slow machine one would have done everything before another has started.
 */
const [address = '', seed = '', ...consumers] = process.argv.slice(2);
const random = randomFor(Number(seed));
const owner = newLeaseOwner(() => random.next());
const store = await openEventStore(new Secret(address));
const error = { en: 'no luck', zh: '运气不好' };

function say(
  what: 'begin' | 'end',
  how: string,
  consumer: string,
  { seq, orderKey }: { seq: number; orderKey: string | null },
): void {
  const at = process.hrtime.bigint().toString();
  process.stdout.write(`${JSON.stringify({ what, how, consumer, seq, key: orderKey, owner, at })}\n`);
}

process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();

for (;;) {
  for (const consumer of consumers) {
    const mine = { consumer, owner };
    const claimed = await store.claim({ ...mine, leaseMs: 60_000, limit: 7, appId: 'cli_1', now: Date.now() });
    const broken = new Set<string>();
    for (const event of claimed) {
      const { seq, orderKey } = event;
      // What comes after something that was not done waits for it.
      if (orderKey !== null && broken.has(orderKey)) {
        await store.release([seq], mine);
        continue;
      }
      say('begin', '', consumer, event);
      // Work takes so long that others get to claim meanwhile.
      for (let questions = random.between(0, 3); questions > 0; questions--) await store.stats();
      const luck = random.next();
      if (orderKey !== null && luck >= 0.8) broken.add(orderKey);
      say('end', luck < 0.8 ? 'complete' : 'other', consumer, event);
      if (luck < 0.8) await store.complete([seq], { ...mine, now: Date.now() });
      else if (luck < 0.9) await store.fail([seq], { ...mine, error, nextAt: Date.now() + 30, now: Date.now() });
      else await store.release([seq], mine);
    }
  }
  if ((await store.stats()).pending === 0) break;
}
await store.close();
