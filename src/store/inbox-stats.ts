import type { ConsumerStats, InboxStats, TypeCount } from '../model/inbox.ts';
import type { Connection, SqlRow } from './database.ts';

/** The number of events whose lag is measured. */
const lagSampleSize = 1_000;

/** Counts what the inbox holds, by type and by consumer. */
export async function loadInboxStats(connection: Connection): Promise<InboxStats> {
  const deliveries = await connection.rows(
    'SELECT consumer, type, state, count(*) AS count FROM deliveries GROUP BY consumer, type, state',
  );
  const unwanted = await connection.rows(
    `SELECT type, count(*) AS count, count(error) AS unreadable FROM events
     WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = seq) GROUP BY type`,
  );
  const [last] = await connection.rows('SELECT received_at FROM events ORDER BY seq DESC LIMIT 1');
  const types = toTypeCounts(deliveries, unwanted);
  return {
    pending: types.reduce((sum, { pending }) => sum + pending, 0),
    dead: types.reduce((sum, { dead }) => sum + dead, 0),
    types,
    consumers: await loadConsumers(connection, deliveries),
    lastReceivedAt: last === undefined ? null : Number(last.received_at),
  };
}

const sumOf = (rows: readonly SqlRow[], column = 'count'): number =>
  rows.reduce((sum, row) => sum + Number(row[column]), 0);

function countsOf(rows: readonly SqlRow[]): { readonly pending: number; readonly done: number; readonly dead: number } {
  const count = (state: string): number => sumOf(rows.filter((row) => row.state === state));
  return { pending: count('pending'), done: count('done'), dead: count('dead') };
}

function toTypeCounts(deliveries: readonly SqlRow[], unwanted: readonly SqlRow[]): TypeCount[] {
  const types = [...new Set([...deliveries, ...unwanted].map(({ type }) => String(type)))].sort();
  return types.map((type) => {
    const counts = countsOf(deliveries.filter((row) => row.type === type));
    const others = unwanted.filter((row) => row.type === type);
    const unreadable = sumOf(others, 'unreadable');
    return { type, ...counts, dead: counts.dead + unreadable, kept: sumOf(others) - unreadable };
  });
}

async function loadConsumers(connection: Connection, deliveries: readonly SqlRow[]): Promise<ConsumerStats[]> {
  const waiting = await connection.rows(
    `SELECT first.consumer, received_at FROM events
     JOIN (SELECT consumer, min(event_seq) AS seq FROM deliveries WHERE state = 'pending' GROUP BY consumer) AS first
       ON first.seq = events.seq`,
  );
  const oldest = new Map(waiting.map((row) => [String(row.consumer), Number(row.received_at)]));
  const consumers = await connection.rows('SELECT name, expired FROM consumers ORDER BY name');
  const stats: ConsumerStats[] = [];
  for (const { name, expired } of consumers) {
    const consumer = String(name);
    const counts = countsOf(deliveries.filter((row) => row.consumer === consumer));
    const lagMs = await loadLag(connection, consumer);
    const oldestPendingAt = oldest.get(consumer) ?? null;
    stats.push({ consumer, ...counts, expired: Number(expired), oldestPendingAt, lagMs });
  }
  return stats;
}

async function loadLag(connection: Connection, consumer: string): Promise<ConsumerStats['lagMs']> {
  const rows = await connection.rows(
    `SELECT finished_at - received_at AS lag FROM deliveries JOIN events ON seq = event_seq
     WHERE consumer = $1 AND state = 'done' ORDER BY finished_at DESC LIMIT ${lagSampleSize}`,
    [consumer],
  );
  const sorted = rows.map(({ lag }) => Number(lag)).sort((left, right) => left - right);
  if (sorted.length === 0) return null;
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
