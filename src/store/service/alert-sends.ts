import type { Message } from '../../model/message.ts';
import type { Alert, AlertSend, AlertSendTable, ChannelDelivery } from '../../model/service/alert.ts';
import { longestLeaseMs } from '../../model/times-ahead.ts';
import type { SqlValue } from '../database.ts';
import type { Access } from './access.ts';
import { readMessage, toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** Table `alert_sends`: one is leased by moving its next time. It has a message id from its first try on. */
export class SqlAlertSends implements AlertSendTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async addOpened({ id, kind }: Pick<Alert, 'id' | 'kind'>, now: number): Promise<void> {
    const sql = `INSERT INTO alert_sends (alert_id, channel_id, what, next_at)
      SELECT $1, id, 'opened', $2 FROM alert_channels WHERE kinds = '[]' OR kinds::jsonb ? $3
      ON CONFLICT (alert_id, channel_id, what) DO NOTHING`;
    await this.#run(sql, [id, now, kind]);
  }

  async addRecovered({ id }: Pick<Alert, 'id'>, now: number): Promise<void> {
    const sql = `INSERT INTO alert_sends (alert_id, channel_id, what, next_at)
      SELECT alert_id, channel_id, 'recovered', $2 FROM alert_sends
      WHERE alert_id = $1 AND what = 'opened' AND (sent_at IS NOT NULL OR next_at IS NOT NULL)
      ON CONFLICT (alert_id, channel_id, what) DO NOTHING`;
    await this.#run(sql, [id, now]);
  }

  async claim({ now, until, messageId, limit }: Parameters<AlertSendTable['claim']>[0]): Promise<readonly AlertSend[]> {
    // What has opened may be under way in another process, or wait for another try: then its recovery waits, too.
    // Put off for longer than anything is: by a clock that was ahead.
    const due = `SELECT alert_id, channel_id, what FROM alert_sends AS one WHERE sent_at IS NULL
        AND (next_at <= $1 OR next_at > $1 + ${longestLeaseMs})
      AND (what = 'opened' OR NOT EXISTS (
        SELECT 1 FROM alert_sends AS first WHERE first.alert_id = one.alert_id AND first.channel_id = one.channel_id
          AND first.what = 'opened' AND first.sent_at IS NULL AND first.next_at > $1))
      ORDER BY next_at, alert_id, what LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`;
    const sql = `UPDATE alert_sends SET next_at = $2, held = false, message_id = COALESCE(message_id, $3 || '_' || alert_sends.channel_id)
      FROM (${due}) AS due
      WHERE alert_sends.alert_id = due.alert_id AND alert_sends.channel_id = due.channel_id AND alert_sends.what = due.what
      RETURNING alert_sends.*`;
    const rows = await this.#access.write((connection) => connection.rows(sql, [now, until, messageId]));
    return rows.map((row) => toSend(new StoredRow(row)));
  }

  async hold(send: AlertSend, until: number): Promise<void> {
    // Without a message of its own it goes out with all others that are due then; what was tried may have arrived, and stays as it is.
    await this.#set(
      send,
      'next_at = $4, held = true, message_id = CASE WHEN attempts = 0 THEN NULL ELSE message_id END',
      [until],
    );
  }

  async wake(of: { readonly alertId: string } | { readonly channelId: string }, now: number): Promise<void> {
    const [column, id] = 'alertId' in of ? ['alert_id', of.alertId] : ['channel_id', of.channelId];
    const sql = `UPDATE alert_sends SET next_at = $2 WHERE ${column} = $1 AND sent_at IS NULL AND next_at > $2 AND held`;
    await this.#run(sql, [id, now]);
  }

  async sent(send: AlertSend, now: number): Promise<void> {
    await this.#set(send, 'attempts = attempts + 1, sent_at = $4, error = NULL', [now]);
  }

  async failed(send: AlertSend, nextAt: number | undefined, error: Message): Promise<void> {
    await this.#set(send, 'attempts = attempts + 1, next_at = $4, error = $5', [nextAt ?? null, toStoredJson(error)]);
  }

  async deliveries(channelIds: readonly string[]): Promise<readonly ChannelDelivery[]> {
    if (channelIds.length === 0) return [];
    const sql = `SELECT channel_id, max(sent_at) AS last_sent_at,
        count(*) FILTER (WHERE sent_at IS NULL AND next_at IS NOT NULL) AS waiting,
        count(*) FILTER (WHERE sent_at IS NULL AND next_at IS NULL) AS given_up,
        (array_agg(error ORDER BY alert_id DESC) FILTER (WHERE error IS NOT NULL))[1] AS error
      FROM alert_sends WHERE channel_id IN (${channelIds.map((_, at) => `$${at + 1}`).join(', ')}) GROUP BY channel_id`;
    return (await this.#access.rows(sql, channelIds)).map((row) => toDelivery(new StoredRow(row)));
  }

  async #set({ alertId, channelId, what }: AlertSend, set: string, values: readonly SqlValue[]): Promise<void> {
    const sql = `UPDATE alert_sends SET ${set} WHERE alert_id = $1 AND channel_id = $2 AND what = $3`;
    await this.#run(sql, [alertId, channelId, what, ...values]);
  }

  async #run(sql: string, values: readonly SqlValue[]): Promise<void> {
    await this.#access.run(sql, values);
  }
}

function toSend(row: StoredRow): AlertSend {
  return {
    alertId: row.text('alert_id'),
    channelId: row.text('channel_id'),
    what: row.oneOf('what', ['opened', 'recovered']),
    attempts: row.number('attempts'),
    messageId: row.text('message_id'),
  };
}

function toDelivery(row: StoredRow): ChannelDelivery {
  return {
    channelId: row.text('channel_id'),
    lastSentAt: row.optionalNumber('last_sent_at'),
    waiting: row.number('waiting'),
    givenUp: row.number('given_up'),
    lastError: row.optionallyParsed('error', readMessage),
  };
}
