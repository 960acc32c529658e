import type { ConsumerStats, InboxStats, TypeCount } from '../model/inbox.ts';
import type { Connection, SqlRow } from './database.ts';
import { parseFilter } from './filter-sql.ts';

/** The number of events whose lag is measured. */
const lagSampleSize = 1_000;

/** What is looked at: everything, or what belongs to one app. */
interface Scope {
  readonly appId: string | undefined;
  /** Begins with `AND` or is empty; its parameter is `$1`. */
  readonly condition: string;
  readonly values: readonly string[];
}

const scopeOf = (appId: string | undefined): Scope =>
  appId === undefined ? { appId, condition: '', values: [] } : { appId, condition: 'AND app_id = $1', values: [appId] };

/** Counts what the inbox holds of an app, or of all, by type and by consumer. */
export async function loadInboxStats(connection: Connection, appId?: string): Promise<InboxStats> {
  const scope = scopeOf(appId);
  const { condition, values } = scope;
  const deliveries = await connection.rows(
    `SELECT consumer, type, state, count(*) AS count FROM deliveries WHERE 1 = 1 ${condition} GROUP BY consumer, type, state`,
    values,
  );
  const unwanted = await connection.rows(
    `SELECT type, count(*) AS count, count(error) AS unreadable FROM events
     WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = seq) ${condition} GROUP BY type`,
    values,
  );
  const [last] = await connection.rows(
    `SELECT received_at FROM events WHERE 1 = 1 ${condition} ORDER BY seq DESC LIMIT 1`,
    values,
  );
  const types = toTypeCounts(deliveries, unwanted);
  return {
    pending: types.reduce((sum, { pending }) => sum + pending, 0),
    dead: types.reduce((sum, { dead }) => sum + dead, 0),
    types,
    consumers: await loadConsumers(connection, deliveries, scope),
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

async function loadConsumers(
  connection: Connection,
  deliveries: readonly SqlRow[],
  scope: Scope,
): Promise<ConsumerStats[]> {
  const { condition, values } = scope;
  const waiting = await connection.rows(
    `SELECT first.consumer, received_at, put_back FROM
     (SELECT consumer, min(CASE WHEN replayed_at = 0 THEN event_seq END) AS seq, min(CASE WHEN replayed_at > 0 THEN replayed_at END) AS put_back
       FROM deliveries WHERE state = 'pending' ${condition} GROUP BY consumer) AS first
     LEFT JOIN events ON first.seq = events.seq`,
    values,
  );
  const oldest = new Map(waiting.map((row) => [String(row.consumer), earliest(row.received_at, row.put_back)]));
  const expirations = await connection.rows(`SELECT consumer, count FROM expirations WHERE 1 = 1 ${condition}`, values);
  const stats: ConsumerStats[] = [];
  for (const { name, filter } of await connection.rows('SELECT name, filter FROM consumers ORDER BY name')) {
    const consumer = String(name);
    const isMine = (row: SqlRow): boolean => row.consumer === consumer;
    const expired = sumOf(expirations.filter(isMine));
    const mine = deliveries.filter(isMine);
    if (!mayGet(String(filter), scope) && mine.length === 0 && expired === 0) continue;
    const lagMs = await loadLag(connection, consumer, scope);
    stats.push({ consumer, ...countsOf(mine), expired, oldestPendingAt: oldest.get(consumer) ?? null, lagMs });
  }
  return stats;
}

/** What was put back waits since then: when it came says nothing of how far behind the consumer is. */
const earliest = (...times: readonly unknown[]): number =>
  Math.min(...times.filter((time) => time !== null && time !== undefined).map(Number));

function mayGet(filter: string, { appId }: Scope): boolean {
  const { appIds } = parseFilter(filter);
  return appId === undefined || appIds === undefined || appIds.includes(appId);
}

async function loadLag(
  connection: Connection,
  consumer: string,
  { condition, values }: Scope,
): Promise<ConsumerStats['lagMs']> {
  const rows = await connection.rows(
    `SELECT finished_at - received_at AS lag FROM events
     JOIN (SELECT event_seq, finished_at FROM deliveries WHERE consumer = $${values.length + 1} AND state = 'done' AND last_error IS NULL ${condition}
       ORDER BY finished_at DESC LIMIT ${lagSampleSize}) AS last ON last.event_seq = events.seq`,
    [...values, consumer],
  );
  const sorted = rows.map(({ lag }) => Number(lag)).sort((left, right) => left - right);
  if (sorted.length === 0) return null;
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
