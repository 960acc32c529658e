import type { Pruned } from '../model/inbox.ts';
import { readingConsumers } from './consumers.ts';
import type { Connection, Database } from './database.ts';
import { placeholders } from './sql-text.ts';

/** The number of events in one transaction, so that a process that stores events meanwhile waits only a moment. */
const batchSize = 500;
/** A delivery of an event received before then that no process works on, is due to work on, or has put back since. */
const isExpired = `state = 'pending' AND lease_until < $1 AND next_at < $1 AND replayed_at < $1`;

/** Ends deliveries that no process has worked on until then, and drops events without a waiting delivery. */
export async function pruneEvents(database: Database, before: number): Promise<Pruned> {
  const expired = new Map<string, number>();
  for (const { counts } of await inTransactions(database, (connection) => expireDeliveries(before, connection)))
    for (const [consumer, count] of counts) expired.set(consumer, (expired.get(consumer) ?? 0) + count);
  const batches = await inTransactions(database, (connection) => dropEvents(before, connection));
  return {
    events: batches.reduce((sum, { dropped }) => sum + dropped, 0),
    expired: [...expired].map(([consumer, count]) => ({ consumer, count })),
  };
}

/** Until a batch is not full. A consumer that is registered meanwhile must not be given an event that goes. */
async function inTransactions<T extends { readonly found: number }>(
  database: Database,
  work: (connection: Connection) => Promise<T>,
): Promise<T[]> {
  const batches: T[] = [];
  do batches.push(await database.transaction(work, readingConsumers));
  while (batches.at(-1)?.found === batchSize);
  return batches;
}

async function expireDeliveries(
  before: number,
  connection: Connection,
): Promise<{ readonly found: number; readonly counts: ReadonlyMap<string, number> }> {
  // CROSS, so that SQLite begins with the old events instead of with all that waits.
  const rows = await connection.rows(
    `SELECT event_seq, consumer FROM events CROSS JOIN deliveries
     WHERE event_seq = seq AND received_at < $1 AND ${isExpired} LIMIT ${batchSize}`,
    [before],
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
    await connection.run('UPDATE consumers SET expired = expired + $1 WHERE name = $2', [count, consumer]);
    counts.set(consumer, count);
  }
  return { found: rows.length, counts };
}

async function dropEvents(
  before: number,
  connection: Connection,
): Promise<{ readonly found: number; readonly dropped: number }> {
  const rows = await connection.rows(
    `SELECT seq FROM events
     WHERE received_at < $1 AND NOT EXISTS (
       SELECT 1 FROM deliveries WHERE event_seq = seq AND (state <> 'done' OR finished_at >= $1))
     ORDER BY received_at LIMIT ${batchSize}`,
    [before],
  );
  if (rows.length === 0) return { found: 0, dropped: 0 };
  const seqs = rows.map(({ seq }) => Number(seq));
  const among = `IN (${placeholders(seqs.length)})`;
  await connection.run(`DELETE FROM deliveries WHERE event_seq ${among} AND state = 'done'`, seqs);
  // What was put back in this very moment is still there, and its event with it.
  const waits = 'SELECT 1 FROM deliveries WHERE event_seq = seq';
  const dropped = await connection.run(`DELETE FROM events WHERE seq ${among} AND NOT EXISTS (${waits})`, seqs);
  return { found: rows.length, dropped };
}
