import type { Erasing } from '../../model/triggers/tables.ts';
import type { Connection } from '../database.ts';
import type { Access } from './access.ts';
import { eraseEventsOfMessage, eraseEventsOfSessions, eraseEventsOfUser } from './erasing-events.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';
import { ofMessage } from './turn-messages.ts';

const listed = '(SELECT json_array_elements_text($1::json))';

/** Erases what people have said, with the keys that open it. */
export class SqlErasing implements Erasing {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async eraseSession(sessionId: string): Promise<boolean> {
    return await this.#access.write(async (connection) => (await eraseSessions(connection, [sessionId])) > 0);
  }

  async eraseUser(integrationId: string, openId: string): Promise<number> {
    return await this.#access.write(async (connection) => {
      const before = await countOf(connection, integrationId, openId);
      await eraseSessions(connection, await ownSessions(connection, integrationId, openId));
      await eraseElsewhere(connection, integrationId, openId);
      await eraseEventsOfUser(connection, integrationId, openId);
      await forget(connection, integrationId, openId);
      return before;
    });
  }

  async eraseMessage(integrationId: string, messageId: string): Promise<number> {
    return await this.#access.write(async (connection) => {
      const { run } = connection;
      const of = [integrationId, messageId];
      await eraseEventsOfMessage(connection, integrationId, messageId);
      const said = 'message_id = $2 AND session_id IN (SELECT id FROM sessions WHERE integration_id = $1)';
      const answers = `SELECT outbox_id FROM session_messages WHERE ${said} AND outbox_id IS NOT NULL`;
      await run(`UPDATE outbox SET body = NULL WHERE ended_at IS NOT NULL AND id IN (${answers})`, of);
      const deleted = await run(`DELETE FROM session_messages WHERE ${said}`, of);
      await run(forgetErrors(ofMessage), of);
      const sql = `UPDATE turn_messages SET body = NULL, length = 0 WHERE ${ofMessage} AND body IS NOT NULL`;
      return deleted + (await run(sql, of));
    });
  }
}

/** What a handler has said of its failure may repeat what was said. `condition`: of which messages. */
const forgetErrors = (condition: string): string =>
  `UPDATE turns SET last_error = NULL WHERE id IN (SELECT turn_id FROM turn_messages WHERE ${condition})`;

/** The rows of a session fall with it. What is not yet sent of its turns has no reader any more. */
async function eraseSessions(connection: Connection, ids: readonly string[]): Promise<number> {
  const { run } = connection;
  const all = toStoredJson(ids);
  await eraseEventsOfSessions(connection, ids);
  const turns = `(SELECT id FROM turns WHERE session_id IN ${listed})`;
  await run(`DELETE FROM outbox WHERE turn_id IN ${turns}`, [all]);
  await run(`DELETE FROM secrets WHERE owner_kind = 'session' AND owner_id IN ${listed}`, [all]);
  return await run(`DELETE FROM sessions WHERE id IN ${listed}`, [all]);
}

/** Before the row of a trigger goes, with which its sessions and turns do. What nobody can open any more is not sent. */
export async function eraseOfTrigger({ run }: Connection, triggerId: string): Promise<void> {
  const own = (table: string): string => `(SELECT id FROM ${table} WHERE trigger_id = $1)`;
  await run(`DELETE FROM outbox WHERE ended_at IS NULL AND turn_id IN ${own('turns')}`, [triggerId]);
  // Notices belong to no turn; who has sealed them stands before the text.
  await run('DELETE FROM outbox WHERE ended_at IS NULL AND starts_with(body, $1)', [`v1.trigger.${triggerId}.`]);
  await run(`DELETE FROM secrets WHERE owner_kind = 'session' AND owner_id IN ${own('sessions')}`, [triggerId]);
  await run(`DELETE FROM secrets WHERE owner_kind = 'trigger' AND owner_id = $1`, [triggerId]);
}

/** Sessions that somebody has begun, or was the first to be heard in, and in which nobody else but the bot has spoken. */
async function ownSessions({ rows }: Connection, integrationId: string, openId: string): Promise<readonly string[]> {
  const sql = `SELECT id FROM sessions WHERE integration_id = $1 AND sender_open_id = $2
    AND NOT EXISTS (SELECT 1 FROM session_messages WHERE session_id = sessions.id AND role <> 'assistant' AND sender_open_id <> $2)`;
  return (await rows(sql, [integrationId, openId])).map((row) => new StoredRow(row).text('id'));
}

const ownTriggers = '(SELECT id FROM triggers WHERE integration_id = $1)';

async function countOf({ rows }: Connection, integrationId: string, openId: string): Promise<number> {
  const sql = `SELECT count(*) AS count FROM session_messages JOIN sessions ON sessions.id = session_id
    WHERE session_messages.sender_open_id = $2 AND integration_id = $1`;
  return Number((await rows(sql, [integrationId, openId]))[0]?.count ?? 0);
}

async function eraseElsewhere({ run }: Connection, integrationId: string, openId: string): Promise<void> {
  const values = [integrationId, openId];
  await run(
    `DELETE FROM session_messages WHERE sender_open_id = $2 AND session_id IN (SELECT id FROM sessions WHERE integration_id = $1)`,
    values,
  );
  await run(forgetErrors(`sender_open_id = $2 AND trigger_id IN ${ownTriggers}`), values);
  // The ids of messages stay: a later delivery is not taken for a new one.
  await run(
    `UPDATE turn_messages SET body = NULL, length = 0, sender_open_id = '' WHERE sender_open_id = $2 AND trigger_id IN ${ownTriggers}`,
    values,
  );
  await run(
    `UPDATE sessions SET sender_open_id = '', sender_name = NULL, search = lower(concat_ws(' ', chat_id, thread_id, conversation_id))
     WHERE sender_open_id = $2 AND integration_id = $1`,
    values,
  );
}

async function forget({ run }: Connection, integrationId: string, openId: string): Promise<void> {
  const values = [integrationId, openId];
  await run(`DELETE FROM quota_uses WHERE open_id = $2 AND trigger_id IN ${ownTriggers}`, values);
  await run(`DELETE FROM paired_users WHERE open_id = $2 AND trigger_id IN ${ownTriggers}`, values);
  await run('DELETE FROM lark_users WHERE integration_id = $1 AND id = $2 AND is_blocked = 0', values);
  await run(
    `UPDATE lark_users SET union_id = NULL, name = NULL, departments = NULL, handler_user_id = NULL, language = NULL, search = lower(id)
     WHERE integration_id = $1 AND id = $2`,
    values,
  );
}
