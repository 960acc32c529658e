import { isLeased, isPutOff } from './claim-deliveries.ts';
import type { Connection } from './database.ts';
import { storeNow } from './store-now.ts';

/** A look into an index for each of them, however much waits. */
export async function loadDueConsumers(
  connection: Connection,
  { prefix, now }: { readonly prefix: string; readonly now: number | 'store' },
): Promise<string[]> {
  const time = now === 'store' ? `(SELECT ${storeNow[connection.dialect]})` : '$2';
  const sql = `SELECT name FROM consumers WHERE substr(name, 1, length($1)) = $1 AND EXISTS (
      SELECT 1 FROM deliveries WHERE consumer = name AND state = 'pending' AND NOT ${isPutOff(time)} AND NOT ${isLeased(time)})
    ORDER BY name`;
  const rows = await connection.rows(sql, now === 'store' ? [prefix] : [prefix, now]);
  return rows.map(({ name }) => String(name));
}
