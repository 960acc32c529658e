import type { PendingScope } from '../model/inbox.ts';
import type { Database } from './database.ts';
import { inSteps, stepSize } from './let-others-in.ts';

/** Deletes deliveries that wait; their events stay, and expire. */
export async function dropPending(
  database: Database,
  { consumer, appId, tenantKey, lastSeq }: PendingScope,
): Promise<number> {
  const sql = `DELETE FROM deliveries WHERE consumer = $1 AND event_seq IN (
    SELECT event_seq FROM deliveries
    WHERE consumer = $1 AND app_id = $2 AND tenant_key = $3 AND state = 'pending' AND event_seq <= $4
    ORDER BY event_seq LIMIT ${stepSize})`;
  return await inSteps(() => database.run(sql, [consumer, appId, tenantKey, lastSeq]));
}
