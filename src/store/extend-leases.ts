import type { Extension } from '../model/inbox.ts';
import { inBatches } from '../util/in-batches.ts';
import { claimLock } from './claim-deliveries.ts';
import type { Database } from './database.ts';
import { batchSize, placeholders } from './sql-text.ts';

/**
 * Only leases that have not ended: another claim may already hold the event, or a later one of its key. Under the lock of claims, for a claim
 * passes over rows that another transaction changes.
 */
export async function extendLeases(
  database: Database,
  seqs: readonly number[],
  { consumer, owner, leaseMs, now }: Extension,
): Promise<number> {
  return await database.transaction(async ({ run }) => {
    let count = 0;
    for (const some of inBatches(seqs, batchSize)) {
      const sql = `UPDATE deliveries SET lease_until = $1
        WHERE consumer = $2 AND lease_owner = $3 AND state = 'pending' AND lease_until > $4
          AND event_seq IN (${placeholders(some.length, 5)})`;
      count += await run(sql, [now + leaseMs, consumer, owner, now, ...some]);
    }
    return count;
  }, claimLock(consumer));
}
