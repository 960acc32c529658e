import type { Connection } from '../database.ts';
import { StoredRow } from './stored-row.ts';

const cancelled = `state = 'cancelled', holder = NULL, lease_until = NULL, later_until = NULL`;

/** Gives the messages of one turn to another of the same lane, before its own. The lane is locked. */
export async function mergeTurns({ rows, run }: Connection, from: string, into: string, now: number): Promise<boolean> {
  const fits = `SELECT 1 FROM turns AS one JOIN turns AS other ON other.lane = one.lane AND other.id <> one.id
    WHERE one.id = $1 AND one.ended_at IS NULL AND other.id = $2 AND other.state IN ('gathering', 'ready', 'retrying')`;
  if ((await rows(fits, [from, into])).length === 0) return false;
  const last = '(SELECT coalesce(max(position), 0) FROM turn_messages WHERE turn_id = $2)';
  await run(`UPDATE turn_messages SET position = position + ${last} WHERE turn_id = $1`, [into, from]);
  await run('UPDATE turn_messages SET turn_id = $1 WHERE turn_id = $2', [into, from]);
  const firstAt = 'least(first_at, (SELECT first_at FROM turns WHERE id = $2))';
  await run(`UPDATE turns SET first_at = ${firstAt} WHERE id = $1`, [into, from]);
  await run(`UPDATE turns SET ${cancelled}, ended_at = $2 WHERE id = $1`, [from, now]);
  return true;
}

/** Rows of `turn_messages`: of the message `$2` in turns of the integration `$1`. */
export const ofMessage = 'message_id = $2 AND trigger_id IN (SELECT id FROM triggers WHERE integration_id = $1)';

/** Erases a message in all turns, whose lanes are locked; cancels those of which nothing is left. Gives those that had not ended, or are to be answered later. */
export async function recallMessage(
  { rows, run }: Connection,
  { integrationId, messageId }: { readonly integrationId: string; readonly messageId: string },
  now: number,
): Promise<readonly { readonly id: string; readonly isCancelled: boolean }[]> {
  const of = [integrationId, messageId];
  await run(`UPDATE turn_messages SET body = NULL, length = 0 WHERE ${ofMessage}`, of);
  const isEmpty = 'NOT EXISTS (SELECT 1 FROM turn_messages WHERE turn_id = id AND body IS NOT NULL)';
  const sql = `SELECT id, CASE WHEN ${isEmpty} THEN 1 ELSE 0 END AS is_empty FROM turns
    WHERE id IN (SELECT turn_id FROM turn_messages WHERE ${ofMessage}) AND (ended_at IS NULL OR state = 'later') ORDER BY id`;
  const found = (await rows(sql, of)).map((row) => new StoredRow(row));
  const turns = found.map((row) => ({ id: row.text('id'), isCancelled: row.number('is_empty') === 1 }));
  for (const { id, isCancelled } of turns)
    if (isCancelled) await run(`UPDATE turns SET ${cancelled}, ended_at = $2 WHERE id = $1`, [id, now]);
  return turns;
}
