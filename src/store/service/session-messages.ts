import { SealedText } from '../../model/triggers/sealed-text.ts';
import type { SessionMessageTable, StoredMessage, WhichMessages } from '../../model/triggers/session-tables.ts';
import { inBatches } from '../../util/in-batches.ts';
import type { SqlValue } from '../database.ts';
import { batchSize, rowPlaceholders } from '../sql-text.ts';
import type { Access } from './access.ts';
import { where, whereSql } from './conditions.ts';
import { refusing } from './refused.ts';
import { StoredRow } from './stored-row.ts';

const roles = ['user', 'assistant', 'bystander'] as const;

/** Table `session_messages`. */
export class SqlSessionMessages implements SessionMessageTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async add(messages: readonly StoredMessage[]): Promise<number> {
    if (messages.length === 0) return 0;
    return await refusing('write', () =>
      this.#access.write(async ({ rows }) => {
        let added = 0;
        for (const some of inBatches(messages, batchSize)) {
          const sql = `WITH added AS (
              INSERT INTO session_messages (id, session_id, role, message_id, sender_open_id, sender_name, at, body, expires_at, outbox_id)
              VALUES ${rowPlaceholders(some.length, 10)} ON CONFLICT DO NOTHING RETURNING session_id),
            counted AS (SELECT session_id, count(*)::integer AS count FROM added GROUP BY session_id),
            told AS (UPDATE sessions SET message_count = message_count + count FROM counted WHERE sessions.id = counted.session_id)
            SELECT count FROM counted`;
          for (const row of await rows(sql, some.flatMap(toValues))) added += new StoredRow(row).number('count');
        }
        return added;
      }),
    );
  }

  async reword(id: string, body: SealedText): Promise<void> {
    const sql = 'UPDATE session_messages SET body = $2 WHERE id = $1';
    await this.#access.write(({ run }) => run(sql, [id, body.value]));
  }

  async answerIn(integrationId: string, messageId: string): Promise<StoredMessage | undefined> {
    const ofIntegration = 'session_id IN (SELECT id FROM sessions WHERE integration_id = $2)';
    const sql = `SELECT * FROM session_messages WHERE message_id = $1 AND role = 'assistant' AND ${ofIntegration} LIMIT 1`;
    const [row] = await this.#access.rows(sql, [messageId, integrationId]);
    return row === undefined ? undefined : toMessage(new StoredRow(row));
  }

  async last(
    sessionId: string,
    { limit, since, before, notOpenIn, asOf }: WhichMessages,
  ): Promise<readonly StoredMessage[]> {
    const { sql, values } = whereSql([
      { sql: 'session_id = ?', value: sessionId },
      ...where('at >= ?', since),
      ...where(
        '(at, id) < (SELECT at, id FROM session_messages AS own WHERE own.id = ? AND own.session_id = session_messages.session_id)',
        before,
      ),
      ...where(
        `NOT EXISTS (SELECT 1 FROM turns JOIN turn_messages ON turn_id = turns.id
          WHERE lane = ? AND ended_at IS NULL AND turn_messages.message_id = session_messages.message_id)`,
        notOpenIn,
      ),
      ...where(`(role = 'assistant' OR at <= ?)`, asOf?.heardUntil),
      ...where(`(role <> 'assistant' OR at <= ?)`, asOf?.answeredUntil),
      ...where(
        '(outbox_id IS NULL OR NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.id = outbox_id AND turn_id = ?))',
        asOf?.ofTurn,
      ),
    ]);
    const newest = `SELECT * FROM session_messages ${sql} ORDER BY at DESC, id DESC LIMIT ${Math.trunc(limit)}`;
    const rows = await this.#access.rows(newest, values);
    return rows.map((row) => toMessage(new StoredRow(row))).toReversed();
  }
}

function toValues(message: StoredMessage): readonly SqlValue[] {
  const { id, sessionId, role, messageId, senderOpenId, senderName, at, body, expiresAt, outboxId } = message;
  const sender = [senderOpenId ?? null, senderName ?? null];
  return [id, sessionId, role, messageId ?? null, ...sender, at, body.value, expiresAt ?? null, outboxId ?? null];
}

function toMessage(row: StoredRow): StoredMessage {
  return {
    id: row.text('id'),
    sessionId: row.text('session_id'),
    role: row.oneOf('role', roles),
    messageId: row.optionalText('message_id'),
    senderOpenId: row.optionalText('sender_open_id'),
    senderName: row.optionalText('sender_name'),
    at: row.number('at'),
    body: new SealedText(row.text('body')),
    expiresAt: row.optionalNumber('expires_at'),
    outboxId: row.optionalText('outbox_id'),
  };
}
