import type { ClaimedEvent } from '../model/event.ts';
import type { Claim } from '../model/inbox.ts';
import type { Message } from '../model/message.ts';
import { longestDelayMs, longestLeaseMs } from '../model/times-ahead.ts';
import { inBatches } from '../util/in-batches.ts';
import type { Connection, Dialect, Lock, SqlRow, SqlValue } from './database.ts';
import { toStoredEvent } from './rows.ts';
import { batchSize, placeholders } from './sql-text.ts';

/** Ends a lease. */
export const unleased = 'lease_owner = NULL, lease_until = 0';
/** In the words of the index `deliveries_busy`, which SQLite uses only then. */
export const isBusy = `state = 'pending' AND (lease_until > 0 OR next_at > 0 OR unanswered > 0)`;
/** Somebody works on it; `now` is a parameter. */
export const isLeased = (now: string): string => `(lease_until > ${now} AND lease_until <= ${now} + ${longestLeaseMs})`;
/** It is to be tried again later. */
export const isPutOff = (now: string): string => `(next_at > ${now} AND next_at <= ${now} + ${longestDelayMs})`;
/** In the words of the index `deliveries_suspect`. */
const isSuspect = 'unanswered >= 6';
/** After its last claim a suspect waits for a moment without other work, but no longer than this: some consumers are never without. */
const maxSuspectRestMs = 60_000;
/**
 * How many minutes a suspect rests at least, by the claims beyond those that make it one: a process may end for other reasons than the
 * event that it works on, again and again, but not whenever it works on that one for an hour.
 */
const suspectRests: readonly number[] = [0, 0, 1, 2, 4, 8, 16, 30];
const firstSuspectClaims = 6;
const maxUnanswered = firstSuspectClaims + suspectRests.length;
const restCases = suspectRests
  .map((minutes, at) => `WHEN ${firstSuspectClaims + at} THEN ${minutes * 60_000}`)
  .join(' ');
const hasRested = (now: string): string => `claimed_at <= ${now} - CASE unanswered ${restCases} ELSE 0 END`;
/** Groups become no smaller than this while their events are no suspects: after many ends of the process, most of what waits is harmless. */
const minGroup = 10;
/** What bodies one claim brings into memory; one body has at most 4 MB. */
const maxBytes = 16 * 1024 * 1024;
const isAppGiven: Readonly<Record<Dialect, string>> = {
  sqlite: '$2 IN (SELECT value FROM json_each(backfill_apps))',
  postgres: 'backfill_apps::jsonb ? $2',
};
/** While kept events of an app are given to a consumer, it gets only what comes before the next of them. Other apps do not wait for it. */
const isGiven = (dialect: Dialect): string => `event_seq <= coalesce(
  (SELECT backfill_after FROM consumers WHERE name = $1 AND backfill_from IS NOT NULL
     AND (backfill_apps IS NULL OR ${isAppGiven[dialect]})), ${Number.MAX_SAFE_INTEGER})`;

const givenUp: Message = {
  en: `The process ended, or took too long, each of the ${maxUnanswered} times that it worked on this event`,
  zh: `该事件处理了 ${maxUnanswered} 次，每次进程都中途退出或超时`,
};

/** Held by all that decide which event of a consumer comes next, so that none sees half of what another does. They take milliseconds. */
export function claimLock(consumer: string): Lock {
  return { name: `claims/${consumer}` };
}

interface Due {
  readonly seq: number;
  readonly unanswered: number;
  /** Of the body; null for an event that is not there. */
  readonly bytes: number | null;
}

/** For a transaction under `claimLock`. */
export async function claimDeliveries(claim: Claim, connection: Connection): Promise<ClaimedEvent[]> {
  const chosen = await choose(claim, connection);
  // What prune has left behind, whatever the reason, must not be claimed for ever.
  const orphans = chosen.filter(({ bytes }) => bytes === null).map(({ seq }) => seq);
  for (const some of inBatches(orphans, batchSize)) {
    const sql = `DELETE FROM deliveries WHERE consumer = $1 AND event_seq IN (${placeholders(some.length, 2)})`;
    await connection.run(sql, [claim.consumer, ...some]);
  }
  const seqs = chosen.filter(({ bytes }) => bytes !== null).map(({ seq }) => seq);
  const claimed: ClaimedEvent[] = [];
  for (const some of inBatches(seqs, batchSize)) claimed.push(...(await lease(some, claim, connection)));
  return claimed;
}

/** What ended its process again and again is claimed alone, when there is nothing else to do or it has rested for long. */
async function choose(claim: Claim, connection: Connection): Promise<Due[]> {
  const { limit, now } = claim;
  const usual = { which: `NOT ${isSuspect}`, limit };
  // On the way at once.
  const [since, found] = await Promise.all([firstSuspectSince(claim, connection), findDue(claim, connection, usual)]);
  const rested = now - maxSuspectRestMs;
  const isRested = since !== undefined && since <= rested;
  if (isRested) {
    const suspect = await nextSuspect(claim, connection, rested);
    if (suspect !== undefined) return [suspect];
  }
  // What was given up stands in nobody's way any more.
  const due = isRested ? await findDue(claim, connection, usual) : found;
  if (due.length > 0) return withinBounds(due, limit);
  const suspect = since === undefined ? undefined : await nextSuspect(claim, connection);
  return suspect === undefined ? [] : [suspect];
}

/** When the suspect that rests the longest was claimed. Answered by an index that is nearly always empty, however much waits. */
async function firstSuspectSince({ consumer, appId }: Claim, connection: Connection): Promise<number | undefined> {
  const [row] = await connection.rows(
    `SELECT min(claimed_at) AS since FROM deliveries
     WHERE consumer = $1 AND app_id = $2 AND state = 'pending' AND ${isSuspect}`,
    [consumer, appId],
  );
  return row === undefined || row.since === null ? undefined : Number(row.since);
}

/** Gives up those that were claimed too often, on the way to the first that was not. */
async function nextSuspect(claim: Claim, connection: Connection, claimedUntil?: number): Promise<Due | undefined> {
  for (;;) {
    const which = `${isSuspect} AND ${hasRested('$3')}`;
    const [suspect] = await findDue(claim, connection, { which, limit: 1, claimedUntil });
    if (suspect === undefined || suspect.unanswered < maxUnanswered) return suspect;
    await connection.run(
      `UPDATE deliveries SET state = 'dead', finished_at = $3, last_error = $4, ${unleased}
       WHERE consumer = $1 AND event_seq = $2`,
      [claim.consumer, suspect.seq, claim.now, JSON.stringify(givenUp)],
    );
  }
}

async function findDue(
  { consumer, appId, tenantKey, now }: Claim,
  connection: Connection,
  {
    which,
    limit,
    claimedUntil,
  }: { readonly which: string; readonly limit: number; readonly claimedUntil?: number | undefined },
): Promise<Due[]> {
  const values: SqlValue[] = [consumer, appId, now, limit];
  const and = (condition: string, value: SqlValue | undefined): string =>
    value === undefined ? '' : `AND ${condition} $${values.push(value)}`;
  const rows = await connection.rows(
    `SELECT event_seq, unanswered, (SELECT octet_length(body) FROM events WHERE seq = event_seq) AS bytes
     FROM deliveries AS mine
     WHERE consumer = $1 AND app_id = $2 AND state = 'pending' AND NOT ${isPutOff('$3')} AND NOT ${isLeased('$3')} AND ${which}
       AND ${isGiven(connection.dialect)}
       ${and('tenant_key =', tenantKey)} ${and('claimed_at <=', claimedUntil)}
       AND (order_key IS NULL OR NOT EXISTS (
         SELECT 1 FROM deliveries
         WHERE consumer = $1 AND app_id = $2 AND order_key = mine.order_key AND ${isBusy}
           AND (${isLeased('$3')} OR ((${isPutOff('$3')} OR ${isSuspect}) AND event_seq < mine.event_seq))))
     ORDER BY event_seq LIMIT $4 ${connection.dialect === 'postgres' ? 'FOR UPDATE SKIP LOCKED' : ''}`,
    values,
  );
  return rows.map(({ event_seq, unanswered, bytes }) => ({
    seq: Number(event_seq),
    unanswered: Number(unanswered),
    bytes: bytes === null ? null : Number(bytes),
  }));
}

/** The first of them that fit; always one, so that work goes on. */
function withinBounds(due: readonly Due[], limit: number): Due[] {
  const chosen: Due[] = [];
  let max = limit;
  let bytes = 0;
  for (const one of due) {
    // One of those that were claimed together may be what ended the process: they are tried in ever smaller groups.
    if (one.unanswered > 0) max = Math.min(max, Math.max(minGroup, Math.floor(limit / 10 ** one.unanswered)));
    bytes += one.bytes ?? 0;
    if (chosen.length > 0 && (chosen.length >= max || bytes > maxBytes)) break;
    chosen.push(one);
  }
  return chosen;
}

async function lease(
  seqs: readonly number[],
  { consumer, owner, leaseMs, now }: Claim,
  connection: Connection,
): Promise<ClaimedEvent[]> {
  const leasing = connection.rows(
    `UPDATE deliveries SET lease_owner = $2, lease_until = $3, attempts = attempts + 1, unanswered = unanswered + 1,
       claimed_at = $4
     WHERE consumer = $1 AND event_seq IN (${placeholders(seqs.length, 5)}) RETURNING event_seq, attempts`,
    [consumer, owner, now + leaseMs, now, ...seqs],
  );
  const sql = `SELECT * FROM events WHERE seq IN (${placeholders(seqs.length)}) ORDER BY seq`;
  const [leased, events]: readonly [SqlRow[], SqlRow[]] = await Promise.all([leasing, connection.rows(sql, seqs)]);
  const attempts = new Map(leased.map((row) => [Number(row.event_seq), Number(row.attempts)]));
  return events.map(toStoredEvent).map((event) => ({ ...event, attempts: attempts.get(event.seq) ?? 1 }));
}
