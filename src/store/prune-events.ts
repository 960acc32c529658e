import { readingConsumers } from './consumers.ts';
import type { Database } from './database.ts';
import { placeholders } from './sql-text.ts';

/** The number of events in one transaction, so that a process that stores events meanwhile waits only a moment. */
const batchSize = 500;

/** Drops events without a waiting delivery that came, and were finished, before then. */
export async function pruneEvents(database: Database, before: number): Promise<number> {
  let pruned = 0;
  for (;;) {
    const [found, gone] = await database.transaction(async (connection) => {
      const rows = await connection.rows(
        `SELECT seq FROM events
         WHERE received_at < $1 AND NOT EXISTS (
           SELECT 1 FROM deliveries WHERE event_seq = seq AND (state <> 'done' OR finished_at >= $1))
         ORDER BY received_at LIMIT ${batchSize}`,
        [before],
      );
      if (rows.length === 0) return [0, 0] as const;
      const seqs = rows.map(({ seq }) => Number(seq));
      const among = `IN (${placeholders(seqs.length)})`;
      await connection.run(`DELETE FROM deliveries WHERE event_seq ${among} AND state = 'done'`, seqs);
      // What was put back in this very moment is still there, and its event with it.
      const waits = 'SELECT 1 FROM deliveries WHERE event_seq = seq';
      const count = await connection.run(`DELETE FROM events WHERE seq ${among} AND NOT EXISTS (${waits})`, seqs);
      return [seqs.length, count] as const;
      // A consumer that is registered meanwhile must not be given an event that goes.
    }, readingConsumers);
    pruned += gone;
    if (found < batchSize) return pruned;
  }
}
