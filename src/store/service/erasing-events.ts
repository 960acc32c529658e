import { erasedBody, erasedReason, personalEvents } from '../../model/triggers/erased-event.ts';
import type { Connection, SqlValue } from '../database.ts';
import { decisionId } from './decisions.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

// In the inbox bodies are plain, and stay for weeks. Ids and times are kept: what was decided about an event is still to be found.

const erased = `'${JSON.stringify(erasedBody)}'`;
const listed = (at: number): string => `(SELECT json_array_elements_text($${at}::json))`;
/** For the planner, which would read all events. */
const among = (seqs: string): string => `seq = ANY (ARRAY(${seqs}))`;
/** The key by which a message is received once (`events/parse-envelope.ts`), in the app of its integration. */
const keyed = (messages: string): string =>
  `SELECT seq FROM (${messages}) AS said JOIN integrations ON integrations.id = said.integration_id JOIN events
     ON events.app_id = integrations.app_id AND dedup_key = 'message/' || said.message_id`;

/** What carries the message, and what triggers for events have made of it. */
export async function eraseEventsOfMessage(
  connection: Connection,
  integrationId: string,
  messageId: string,
): Promise<void> {
  const { run } = connection;
  const seqs = keyed('SELECT $1::text AS integration_id, $2::text AS message_id');
  const values = [integrationId, messageId];
  await eraseReasons(connection, among(seqs), values);
  await run(`UPDATE events SET body = ${erased} WHERE ${among(seqs)}`, values);
  const events = `SELECT event_id FROM events WHERE ${among(seqs)}`;
  await run(`UPDATE turns SET body = NULL, last_error = NULL WHERE ${isOf(events)}`, values);
}

/** What was said in them, and what was typed into their cards. Before their rows go. */
export async function eraseEventsOfSessions(connection: Connection, ids: readonly string[]): Promise<void> {
  const { run } = connection;
  const turns = `SELECT id FROM turns WHERE session_id IN ${listed(1)}`;
  const own = `FROM sessions WHERE id IN ${listed(1)}`;
  const messages = `SELECT integration_id, message_id FROM turn_messages JOIN triggers ON triggers.id = trigger_id WHERE turn_id IN (${turns})
    UNION SELECT integration_id, message_id FROM session_messages JOIN (SELECT id, integration_id ${own}) AS own ON own.id = session_id
      WHERE message_id IS NOT NULL`;
  const presses = `SELECT event_id FROM turns WHERE session_id IN ${listed(1)} AND event_id IS NOT NULL`;
  const seqs = `${keyed(messages)} UNION SELECT seq FROM events WHERE event_id = ANY (ARRAY(${presses}))`;
  const values = [toStoredJson(ids)];
  await eraseReasons(connection, among(seqs), values);
  await run(`UPDATE events SET body = ${erased} WHERE ${among(seqs)}`, values);
}

/** What the person has said, typed or is called in, with who it was. */
export async function eraseEventsOfUser(connection: Connection, integrationId: string, openId: string): Promise<void> {
  const { run } = connection;
  const own = `events.actor_id = $2 AND events.app_id = (SELECT app_id FROM integrations WHERE id = $1)`;
  const values = [integrationId, openId];
  await eraseReasons(connection, own, values);
  // Reasons of other events may name the person, too; of a year ago no event is there any more.
  await eraseWhere(connection, 'integration_id = $1 AND strpos(tried, $2) > 0', values);
  await run(
    `UPDATE turns SET body = NULL, last_error = NULL WHERE ${isOf(`SELECT event_id FROM events WHERE ${own}`)}`,
    values,
  );
  await run(`UPDATE events SET body = ${erased}, actor_id = NULL WHERE ${own} AND type IN ${listed(3)}`, [
    ...values,
    toStoredJson(personalEvents),
  ]);
}

/** What decisions about events say that they have compared. `condition`: which events. */
async function eraseReasons(connection: Connection, condition: string, values: readonly SqlValue[]): Promise<void> {
  const sql = `SELECT integrations.id, event_id FROM events JOIN integrations ON integrations.app_id = events.app_id WHERE ${condition}`;
  const found = (await connection.rows(sql, values)).map((row) => new StoredRow(row));
  const ids = found.map((row) => decisionId(row.text('id'), row.text('event_id')));
  if (ids.length > 0) await eraseWhere(connection, `id = ANY (ARRAY${listed(1)})`, [toStoredJson(ids)]);
}

/** What was decided stays, with its code. */
async function eraseWhere({ run }: Connection, condition: string, values: readonly SqlValue[]): Promise<void> {
  const tried = `SELECT json_agg(jsonb_set(one::jsonb, '{why}', '${JSON.stringify(erasedReason)}'::jsonb) ORDER BY at)
    FROM json_array_elements(tried::json) WITH ORDINALITY AS each (one, at)`;
  await run(`UPDATE decisions SET tried = coalesce((${tried})::text, '[]') WHERE ${condition}`, values);
}

/** Turns of events, of whichever trigger: by the index of both. */
function isOf(eventIds: string): string {
  return `id IN (SELECT turns.id FROM triggers CROSS JOIN (${eventIds}) AS these JOIN turns
    ON turns.trigger_id = triggers.id AND turns.event_id = these.event_id)`;
}
