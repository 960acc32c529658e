import { erasedBody, personalEvents } from '../../model/triggers/erased-event.ts';
import type { Connection } from '../database.ts';
import { toStoredJson } from './stored-json.ts';

// In the inbox bodies are plain, and stay for weeks. Ids and times are kept: what was decided about an event is still to be found.

const erased = `'${JSON.stringify(erasedBody)}'`;
const listed = (at: number): string => `(SELECT json_array_elements_text($${at}::json))`;
/** For the planner, which would read all events. */
const among = (seqs: string): string => `seq = ANY (ARRAY(${seqs}))`;
/** The key by which a message is received once (`events/parse-envelope.ts`), in each app whose bot is in the chat. */
const keyed = (messages: string): string =>
  `SELECT seq FROM (${messages}) AS said CROSS JOIN integrations JOIN events
     ON events.app_id = integrations.app_id AND dedup_key = 'message/' || said.message_id`;

/** What carries the message, and what triggers for events have made of it. */
export async function eraseEventsOfMessage({ run }: Connection, messageId: string): Promise<void> {
  const seqs = keyed('SELECT $1::text AS message_id');
  await run(`UPDATE events SET body = ${erased} WHERE ${among(seqs)}`, [messageId]);
  const events = `SELECT event_id FROM events WHERE ${among(seqs)}`;
  await run(`UPDATE turns SET body = NULL WHERE ${isOf(events)}`, [messageId]);
}

/** What was said in them, and what was typed into their cards. Before their rows go. */
export async function eraseEventsOfSessions({ run }: Connection, ids: readonly string[]): Promise<void> {
  const turns = `SELECT id FROM turns WHERE session_id IN ${listed(1)}`;
  const messages = `SELECT message_id FROM turn_messages WHERE turn_id IN (${turns})
    UNION SELECT message_id FROM session_messages WHERE session_id IN ${listed(1)} AND message_id IS NOT NULL`;
  const presses = `SELECT event_id FROM turns WHERE session_id IN ${listed(1)} AND event_id IS NOT NULL`;
  const seqs = `${keyed(messages)} UNION SELECT seq FROM events WHERE event_id = ANY (ARRAY(${presses}))`;
  await run(`UPDATE events SET body = ${erased} WHERE ${among(seqs)}`, [toStoredJson(ids)]);
}

/** What the person has said, typed or is called in, with who it was. */
export async function eraseEventsOfUser({ run }: Connection, integrationId: string, openId: string): Promise<void> {
  const own = `actor_id = $2 AND app_id = (SELECT app_id FROM integrations WHERE id = $1)`;
  const values = [integrationId, openId];
  await run(`UPDATE turns SET body = NULL WHERE ${isOf(`SELECT event_id FROM events WHERE ${own}`)}`, values);
  await run(`UPDATE events SET body = ${erased}, actor_id = NULL WHERE ${own} AND type IN ${listed(3)}`, [
    ...values,
    toStoredJson(personalEvents),
  ]);
}

/** Turns of events, of whichever trigger: by the index of both. */
function isOf(eventIds: string): string {
  return `id IN (SELECT turns.id FROM triggers CROSS JOIN (${eventIds}) AS these JOIN turns
    ON turns.trigger_id = triggers.id AND turns.event_id = these.event_id)`;
}
