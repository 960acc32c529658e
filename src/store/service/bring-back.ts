import type { Database } from '../database.ts';
import { isAhead, storeNow } from '../store-now.ts';

const now = storeNow.postgres;
/** No password is counted for so long; networks that are known are known for longer. */
const dayMs = 86_400_000;

/** Longer than a turn or a send is held without a word. */
const hourMs = 3_600_000;

/** What was heard of, ended or is held at a time that has not come yet. Whatever goes on writes its time again within seconds. */
const statements: readonly string[] = [
  `UPDATE attempts SET seen_at = ${now} FROM runs
   WHERE runs.state = 'running' AND run_id = runs.id AND number = runs.attempt AND ${isAhead('seen_at')}`,
  `UPDATE members SET seen_at = ${now} WHERE ${isAhead('seen_at')}`,
  `UPDATE receivers SET heartbeat_at = ${now} WHERE ${isAhead('heartbeat_at')}`,
  // Not at once: who holds it may have been told so a moment ago.
  `UPDATE leases SET until = ${now} + 60000 WHERE ${isAhead('until')}`,
  `UPDATE pipelines SET succeeded_at = least(succeeded_at, ${now}), last_ended_at = least(last_ended_at, ${now}), changed_at = least(changed_at, ${now}), changes_as_of = least(changes_as_of, ${now})
   WHERE ${isAhead('greatest(succeeded_at, last_ended_at, changed_at)')}`,
  `UPDATE turns SET lease_until = ${now} + 60000 WHERE state = 'working' AND lease_until > ${now} + ${hourMs}`,
  `UPDATE outbox SET lease_until = ${now} + 60000 WHERE state = 'sending' AND lease_until > ${now} + ${hourMs}`,
  // Whoever claims looks at the turn itself, and puts the lane right.
  `UPDATE lanes SET due_at = ${now} WHERE due_at > ${now} + ${hourMs}`,
  `DELETE FROM failed_sign_ins WHERE key NOT LIKE 'known:%' AND until > ${now} + ${dayMs}`,
];

/**
 * Puts to now what was dated while a clock was ahead, once: until that time it would count as alive, held or fresh, and is judged like any
 * other from now on.
 */
export async function bringBack(database: Database): Promise<void> {
  for (const sql of statements) await database.run(sql);
}
