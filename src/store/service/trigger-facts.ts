import type { TriggerFactTable } from '../../model/triggers/tables.ts';
import { type Connection, pushTo, type SqlValue } from '../database.ts';
import type { Access } from './access.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const among = 'trigger_id = ANY (ARRAY(SELECT json_array_elements_text($2::json)))';

/** Tables `paired_users`, `followed_threads`, `bot_turns` and `recalled_messages`. */
export class SqlTriggerFacts implements TriggerFactTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async pair(triggerId: string, openId: string, now: number): Promise<void> {
    const sql = 'INSERT INTO paired_users (trigger_id, open_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
    await this.#write(sql, [triggerId, openId, now]);
  }

  async unpair(triggerId: string, openId: string): Promise<boolean> {
    return (
      (await this.#write('DELETE FROM paired_users WHERE trigger_id = $1 AND open_id = $2', [triggerId, openId])) > 0
    );
  }

  async pairedWith(openId: string, triggerIds: readonly string[]): Promise<readonly string[]> {
    return await this.#triggers(
      `SELECT trigger_id FROM paired_users WHERE open_id = $1 AND ${among}`,
      openId,
      triggerIds,
    );
  }

  async paired(triggerId: string): Promise<readonly { readonly openId: string; readonly at: number }[]> {
    const sql = 'SELECT open_id, at FROM paired_users WHERE trigger_id = $1 ORDER BY at, open_id';
    const rows = (await this.#access.rows(sql, [triggerId])).map((row) => new StoredRow(row));
    return rows.map((row) => ({ openId: row.text('open_id'), at: row.number('at') }));
  }

  async follow(triggerId: string, threadId: string, now: number): Promise<void> {
    const sql = `INSERT INTO followed_threads (trigger_id, thread_id, at) VALUES ($1, $2, $3)
      ON CONFLICT (trigger_id, thread_id) DO UPDATE SET at = greatest(followed_threads.at, excluded.at)`;
    await this.#write(sql, [triggerId, threadId, now]);
  }

  async following(threadId: string, triggerIds: readonly string[]): Promise<readonly string[]> {
    const sql = `SELECT trigger_id FROM followed_threads WHERE thread_id = $1 AND ${among}`;
    return await this.#triggers(sql, threadId, triggerIds);
  }

  async countBotTurn(triggerId: string, place: string, now: number, withinMs: number): Promise<number> {
    const sql = `INSERT INTO bot_turns (trigger_id, place, turns, at) VALUES ($1, $2, 1, $3)
      ON CONFLICT (trigger_id, place) DO UPDATE SET at = greatest(bot_turns.at, excluded.at),
        turns = CASE WHEN bot_turns.at < $3::bigint - $4::bigint THEN 1 ELSE bot_turns.turns + 1 END
      RETURNING turns`;
    const values = [triggerId, place, now, withinMs];
    const [row] = await refusing('write', () => this.#access.write(({ rows }) => rows(sql, values)));
    return new StoredRow(row ?? {}).number('turns');
  }

  async botTurns(triggerId: string, place: string, now: number, withinMs: number): Promise<number> {
    const sql = 'SELECT turns FROM bot_turns WHERE trigger_id = $1 AND place = $2 AND at >= $3';
    const [row] = await this.#access.rows(sql, [triggerId, place, now - withinMs]);
    return row === undefined ? 0 : new StoredRow(row).number('turns');
  }

  async forgetBotTurns(triggerId: string, place: string): Promise<void> {
    await this.#write('DELETE FROM bot_turns WHERE trigger_id = $1 AND place = $2', [triggerId, place]);
  }

  async recall(integrationId: string, messageId: string, now: number): Promise<void> {
    const sql = `INSERT INTO recalled_messages (integration_id, message_id, at)
      SELECT id, $2, $3 FROM integrations WHERE id = $1 ON CONFLICT DO NOTHING`;
    await this.#access.write(async (connection) => {
      await lockMessage(connection, integrationId, messageId);
      await connection.run(sql, [integrationId, messageId, now]);
    });
  }

  async isRecalled(integrationId: string, messageId: string): Promise<boolean> {
    const { isTransaction, rows, write } = this.#access;
    if (isTransaction) await write((connection) => lockMessage(connection, integrationId, messageId));
    // By a statement of its own: it sees what was done before the lock.
    const sql = 'SELECT 1 FROM recalled_messages WHERE integration_id = $1 AND message_id = $2';
    return (await rows(sql, [integrationId, messageId])).length > 0;
  }

  async #triggers(sql: string, of: string, triggerIds: readonly string[]): Promise<readonly string[]> {
    const rows = await this.#access.rows(sql, [of, toStoredJson(triggerIds)]);
    return rows.map((row) => new StoredRow(row).text('trigger_id'));
  }

  async #write(sql: string, values: readonly SqlValue[]): Promise<number> {
    return await refusing('write', () => this.#access.run(sql, values));
  }
}

async function lockMessage(connection: Connection, integrationId: string, messageId: string): Promise<void> {
  const sql = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))';
  await pushTo(connection, sql, [`message/${integrationId}/${messageId}`]);
}
