import type { PendingScope } from '../model/inbox.ts';
import type { Database } from './database.ts';
import { letOthersIn } from './let-others-in.ts';

/** The number of deliveries in one transaction: SQLite blocks the thread meanwhile. */
const batchSize = 500;

/** Deletes deliveries that wait; their events stay, and expire. */
export async function dropPending(
  database: Database,
  { consumer, appId, tenantKey, lastSeq }: PendingScope,
): Promise<number> {
  let dropped = 0;
  for (;;) {
    const count = await database.run(
      `DELETE FROM deliveries WHERE consumer = $1 AND event_seq IN (
         SELECT event_seq FROM deliveries
         WHERE consumer = $1 AND app_id = $2 AND tenant_key = $3 AND state = 'pending' AND event_seq <= $4
         ORDER BY event_seq LIMIT ${batchSize})`,
      [consumer, appId, tenantKey, lastSeq],
    );
    dropped += count;
    if (count < batchSize) return dropped;
    await letOthersIn();
  }
}
