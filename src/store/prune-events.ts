import type { Expiry, Pruned } from '../model/inbox.ts';
import { readingConsumers } from './consumers.ts';
import type { Connection, Database, SqlRow } from './database.ts';
import { letOthersIn, stepSize } from './let-others-in.ts';
import { placeholders } from './sql-text.ts';

/** A delivery of an event received before then that no process works on, is due to work on, or has put back since. */
const isExpired = `state = 'pending' AND lease_until < $1 AND next_at < $1 AND replayed_at < $1`;

/** Ends deliveries that no process has worked on until then, and drops events without a waiting delivery. */
export async function pruneEvents(database: Database, expiry: Expiry): Promise<Pruned> {
  const expired = new Map<string, number>();
  for (const { counts } of await inBatches(database, expireDeliveries, expiry))
    for (const [consumer, count] of counts) expired.set(consumer, (expired.get(consumer) ?? 0) + count);
  const dropped = await inBatches(database, dropEvents, expiry);
  return {
    events: dropped.reduce((sum, { count }) => sum + count, 0),
    expired: [...expired].map(([consumer, count]) => ({ consumer, count })),
  };
}

/** When events were received. What stays behind `from` has been looked at. */
interface Range extends Expiry {
  readonly from: number;
}

interface Batch {
  readonly found: number;
  /** When the last of them was received. */
  readonly last: number;
}

/** Until a batch is not full. A consumer that registers meanwhile must not be given an event that goes. */
async function inBatches<T extends Batch>(
  database: Database,
  work: (range: Range, connection: Connection) => Promise<T>,
  expiry: Expiry,
): Promise<T[]> {
  const batches: T[] = [];
  let from = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const batch = await database.transaction((connection) => work({ ...expiry, from }, connection), readingConsumers);
    batches.push(batch);
    if (batch.found < stepSize) return batches;
    from = batch.last;
    await letOthersIn();
  }
}

const toBatch = (rows: readonly SqlRow[]): Batch => ({
  found: rows.length,
  last: Number(rows.at(-1)?.received_at ?? 0),
});

async function expireDeliveries(
  { appId, from, before }: Range,
  connection: Connection,
): Promise<Batch & { readonly counts: ReadonlyMap<string, number> }> {
  // CROSS, so that SQLite begins with the old events instead of with all that waits.
  const rows = await connection.rows(
    `SELECT event_seq, consumer, received_at FROM events CROSS JOIN deliveries
     WHERE event_seq = seq AND events.app_id = $3 AND received_at < $1 AND received_at >= $2 AND ${isExpired}
     ORDER BY received_at LIMIT ${stepSize}`,
    [before, from, appId],
  );
  const seqs = new Map<string, number[]>();
  for (const row of rows) {
    const consumer = String(row.consumer);
    seqs.set(consumer, [...(seqs.get(consumer) ?? []), Number(row.event_seq)]);
  }
  const counts = new Map<string, number>();
  for (const [consumer, some] of seqs) {
    const sql = `DELETE FROM deliveries WHERE ${isExpired} AND consumer = $2 AND event_seq IN (${placeholders(some.length, 3)})`;
    const count = await connection.run(sql, [before, consumer, ...some]);
    await connection.run(
      `INSERT INTO expirations (consumer, app_id, count) VALUES ($1, $2, $3)
       ON CONFLICT (consumer, app_id) DO UPDATE SET count = expirations.count + excluded.count`,
      [consumer, appId, count],
    );
    counts.set(consumer, count);
  }
  return { ...toBatch(rows), counts };
}

async function dropEvents(
  { appId, from, before }: Range,
  connection: Connection,
): Promise<Batch & { readonly count: number }> {
  const rows = await connection.rows(
    `SELECT seq, received_at FROM events
     WHERE app_id = $3 AND received_at < $1 AND received_at >= $2 AND NOT EXISTS (
       SELECT 1 FROM deliveries WHERE event_seq = seq AND (state <> 'done' OR finished_at >= $1))
     ORDER BY received_at LIMIT ${stepSize}`,
    [before, from, appId],
  );
  if (rows.length === 0) return { ...toBatch(rows), count: 0 };
  const seqs = rows.map(({ seq }) => Number(seq));
  const among = `IN (${placeholders(seqs.length)})`;
  await connection.run(`DELETE FROM deliveries WHERE event_seq ${among} AND state = 'done'`, seqs);
  // What was put back in this very moment is still there, and its event with it.
  const waits = 'SELECT 1 FROM deliveries WHERE event_seq = seq';
  const count = await connection.run(`DELETE FROM events WHERE seq ${among} AND NOT EXISTS (${waits})`, seqs);
  return { ...toBatch(rows), count };
}
