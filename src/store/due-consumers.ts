import type { ConsumersQuery } from '../model/inbox.ts';
import { isLeased, isPutOff } from './claim-deliveries.ts';
import type { Connection } from './database.ts';
import { storeNow } from './store-now.ts';

/** One text, however many there are: the statement stays the same, and is kept by the server. */
const named = {
  postgres: 'name IN (SELECT jsonb_array_elements_text($1::jsonb))',
  sqlite: 'name IN (SELECT value FROM json_each($1))',
};
const begun = 'substr(name, 1, length($1)) = $1';

/** A look into an index for each of them, however much waits. */
export async function loadDueConsumers(
  connection: Connection,
  query: ConsumersQuery,
  now: number | 'store',
): Promise<string[]> {
  const time = now === 'store' ? `(SELECT ${storeNow[connection.dialect]})` : '$2';
  const isWanted = 'names' in query ? named[connection.dialect] : begun;
  const sql = `SELECT name FROM consumers WHERE ${isWanted} AND EXISTS (
      SELECT 1 FROM deliveries WHERE consumer = name AND state = 'pending' AND NOT ${isPutOff(time)} AND NOT ${isLeased(time)})
    ORDER BY name`;
  const wanted = 'names' in query ? JSON.stringify(query.names) : query.prefix;
  const rows = await connection.rows(sql, now === 'store' ? [wanted] : [wanted, now]);
  return rows.map(({ name }) => String(name));
}
