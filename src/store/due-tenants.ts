import type { DueQuery } from '../model/inbox.ts';
import { isLeased, isPutOff } from './claim-deliveries.ts';
import type { Connection } from './database.ts';
import { storeNow } from './store-now.ts';

/**
 * From one tenant to the next by the index: a tenant of whom thousands of events wait costs no more than others. This is asked several times a
 * second, so where the clock of the store counts, it is read with the same statement, once.
 */
export async function loadDueTenants(
  connection: Connection,
  { consumer, appId, now }: Omit<DueQuery, 'now'> & { readonly now: number | 'store' },
): Promise<string[]> {
  const time = now === 'store' ? `(SELECT ${storeNow[connection.dialect]})` : '$3';
  const isDue = `consumer = $1 AND app_id = $2 AND state = 'pending'
    AND NOT ${isPutOff(time)} AND NOT ${isLeased(time)}`;
  const rows = await connection.rows(
    `WITH RECURSIVE due AS (
       SELECT min(tenant_key) AS tenant_key FROM deliveries WHERE ${isDue}
       UNION ALL
       SELECT (SELECT min(tenant_key) FROM deliveries WHERE ${isDue} AND tenant_key > due.tenant_key) FROM due
       WHERE due.tenant_key IS NOT NULL)
     SELECT tenant_key FROM due WHERE tenant_key IS NOT NULL`,
    now === 'store' ? [consumer, appId] : [consumer, appId, now],
  );
  return rows.map((row) => String(row.tenant_key));
}
