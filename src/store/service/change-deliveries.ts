import type { DeliveryChoice } from '../../model/service/event-table.ts';
import { claimLock, unleased } from '../claim-deliveries.ts';
import type { Connection, SqlValue } from '../database.ts';
import { lockSql } from '../postgres-sessions.ts';
import type { Access } from './access.ts';
import { where, whereSql } from './conditions.ts';
import { deliveryConditions } from './event-conditions.ts';
import { toStoredJson } from './stored-json.ts';

/** What becomes of the deliveries: `sql` takes `values` from `$3` on. */
interface DeliveryChange {
  /** Which may change at all. */
  readonly which: string;
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** As if they were new. */
export const putBack: string = `state = 'pending', attempts = 0, unanswered = 0, next_at = 0, replayed_at = $3, finished_at = NULL, ${unleased}`;

/** Changes the deliveries of the choice, the oldest first, within a transaction; says how many. */
export async function changeDeliveries(
  { rows, run }: Connection,
  { seq, filter, notReplayedSince, limit }: DeliveryChoice,
  { which, sql, values }: DeliveryChange,
): Promise<number> {
  const chosen = chosenSql({ seq, filter, notReplayedSince }, which);
  const found = await rows(
    `SELECT event_seq, consumer FROM deliveries ${chosen.sql} ORDER BY event_seq, consumer LIMIT ${Math.trunc(limit)}`,
    chosen.values,
  );
  // In one order, and before the rows: who claims has the lock first, too.
  for (const consumer of new Set(found.map((row) => String(row.consumer)).toSorted()))
    await rows(lockSql(claimLock(consumer)));
  const seqs = toStoredJson(found.map((row) => Number(row.event_seq)));
  const consumers = toStoredJson(found.map((row) => String(row.consumer)));
  // Asked again: what somebody has claimed meanwhile stays theirs.
  return await run(
    `UPDATE deliveries SET ${sql} FROM ROWS FROM (json_array_elements_text($1::json), json_array_elements_text($2::json)) AS chosen (seq, name)
     WHERE event_seq = chosen.seq::bigint AND consumer = chosen.name AND ${which}`,
    [seqs, consumers, ...values],
  );
}

/** How many deliveries of the choice may change, and of how many events; no more than its limit. */
export async function countDeliveries(
  { rows }: Pick<Access, 'rows'>,
  choice: DeliveryChoice,
  which: string,
): Promise<{ readonly deliveries: number; readonly events: number }> {
  const { sql, values } = chosenSql(choice, which);
  const some = `SELECT event_seq FROM deliveries ${sql} ORDER BY event_seq, consumer LIMIT ${Math.trunc(choice.limit)}`;
  const counted = `SELECT count(*) AS deliveries, count(DISTINCT event_seq) AS events FROM (${some}) AS chosen`;
  const [row] = await rows(counted, values);
  return { deliveries: Number(row?.deliveries ?? 0), events: Number(row?.events ?? 0) };
}

function chosenSql(
  { seq, filter, notReplayedSince }: Pick<DeliveryChoice, 'seq' | 'filter' | 'notReplayedSince'>,
  which: string,
): ReturnType<typeof whereSql> {
  return whereSql([
    { sql: which },
    ...(seq === undefined ? [] : [{ sql: 'event_seq = ?', value: seq }]),
    ...where('replayed_at < ?', notReplayedSince),
    ...deliveryConditions(filter),
  ]);
}
