import type { Message } from '../../model/message.ts';
import {
  type Alert,
  type AlertFilter,
  type AlertKind,
  type AlertSend,
  type AlertTable,
  alertKinds,
} from '../../model/service/alert.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { SqlValue } from '../database.ts';
import type { Access } from './access.ts';
import { where } from './conditions.ts';
import { pageRows } from './page-rows.ts';
import { refusing } from './refused.ts';
import { readMessage } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** Tables `alerts` and `alert_sends`: a send is leased by moving its next time. */
export class SqlAlerts implements AlertTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async open(alert: Omit<Alert, 'recoveredAt' | 'silencedUntil'>): Promise<Alert | undefined> {
    const { id, kind, subjectKind, subjectId, message, openedAt } = alert;
    const sql = `INSERT INTO alerts (id, kind, subject_kind, subject_id, message, opened_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (kind, subject_id) WHERE recovered_at IS NULL DO NOTHING RETURNING *`;
    return await this.#one(sql, [id, kind, subjectKind, subjectId, JSON.stringify(message), openedAt]);
  }

  async recover(kind: AlertKind, subjectId: string, now: number): Promise<Alert | undefined> {
    const sql = `UPDATE alerts SET recovered_at = $3 WHERE kind = $1 AND subject_id = $2 AND recovered_at IS NULL RETURNING *`;
    return await this.#one(sql, [kind, subjectId, now]);
  }

  async silence(id: string, until: number | undefined): Promise<Alert | undefined> {
    return await this.#one('UPDATE alerts SET silenced_until = $2 WHERE id = $1 RETURNING *', [id, until ?? null]);
  }

  async find(id: string): Promise<Alert | undefined> {
    const [row] = await this.#access.rows('SELECT * FROM alerts WHERE id = $1', [id]);
    return row && toAlert(new StoredRow(row));
  }

  async page(request: PageRequest, { isOpen, kind, subjectId }: AlertFilter): Promise<Page<Alert>> {
    return await pageRows(this.#access, { table: 'alerts', timeColumn: 'opened_at', read: toAlert }, request, [
      ...(isOpen === undefined ? [] : [{ sql: isOpen ? 'recovered_at IS NULL' : 'recovered_at IS NOT NULL' }]),
      ...where('kind = ?', kind),
      ...where('subject_id = ?', subjectId),
    ]);
  }

  async addSend({ alertId, channelId, what, nextAt }: Omit<AlertSend, 'attempts'>): Promise<void> {
    const sql = `INSERT INTO alert_sends (alert_id, channel_id, what, next_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (alert_id, channel_id, what) DO NOTHING`;
    await refusing('write', () => this.#access.write(({ run }) => run(sql, [alertId, channelId, what, nextAt])));
  }

  async claimSends(now: number, leaseUntil: number, limit: number): Promise<readonly AlertSend[]> {
    const due = `SELECT alert_id, channel_id, what FROM alert_sends WHERE sent_at IS NULL AND next_at <= $1
      ORDER BY next_at LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`;
    const sql = `UPDATE alert_sends SET next_at = $2 FROM (${due}) AS due
      WHERE alert_sends.alert_id = due.alert_id AND alert_sends.channel_id = due.channel_id AND alert_sends.what = due.what
      RETURNING alert_sends.*`;
    const rows = await this.#access.write((connection) => connection.rows(sql, [now, leaseUntil]));
    return rows.map((row) => toSend(new StoredRow(row)));
  }

  async sent(send: AlertSend, now: number): Promise<void> {
    await this.#end(send, 'sent_at = $4, error = NULL', [now]);
  }

  async failed(send: AlertSend, nextAt: number | undefined, error: Message): Promise<void> {
    await this.#end(send, 'next_at = $4, error = $5', [nextAt ?? null, JSON.stringify(error)]);
  }

  async #end({ alertId, channelId, what }: AlertSend, set: string, values: readonly SqlValue[]): Promise<void> {
    const sql = `UPDATE alert_sends SET attempts = attempts + 1, ${set} WHERE alert_id = $1 AND channel_id = $2 AND what = $3`;
    await this.#access.write(({ run }) => run(sql, [alertId, channelId, what, ...values]));
  }

  async #one(sql: string, values: readonly SqlValue[]): Promise<Alert | undefined> {
    const [row] = await this.#access.write(({ rows }) => rows(sql, values));
    return row && toAlert(new StoredRow(row));
  }
}

function toAlert(row: StoredRow): Alert {
  return {
    id: row.text('id'),
    kind: row.oneOf('kind', alertKinds),
    subjectKind: row.text('subject_kind'),
    subjectId: row.text('subject_id'),
    message: row.parsed('message', readMessage),
    openedAt: row.number('opened_at'),
    recoveredAt: row.optionalNumber('recovered_at'),
    silencedUntil: row.optionalNumber('silenced_until'),
  };
}

function toSend(row: StoredRow): AlertSend {
  return {
    alertId: row.text('alert_id'),
    channelId: row.text('channel_id'),
    what: row.oneOf('what', ['opened', 'recovered']),
    attempts: row.number('attempts'),
    nextAt: row.number('next_at'),
  };
}
