import {
  type Alert,
  type AlertFilter,
  type AlertKind,
  type AlertTable,
  alertKinds,
  type NewAlert,
} from '../../model/service/alert.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { SqlValue } from '../database.ts';
import type { Access } from './access.ts';
import { where } from './conditions.ts';
import { pageRows } from './page-rows.ts';
import { readMessage, toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** Table `alerts`. */
export class SqlAlerts implements AlertTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async open(alert: NewAlert): Promise<Alert | undefined> {
    const { id, kind, subjectKind, subjectId, message, openedAt } = alert;
    // What comes and goes stays as quiet as a person has said.
    const silenced = `SELECT max(silenced_until) FROM alerts WHERE kind = $2 AND subject_id = $4 AND silenced_until > $6`;
    const sql = `INSERT INTO alerts (id, kind, subject_kind, subject_id, message, opened_at, silenced_until)
      VALUES ($1, $2, $3, $4, $5, $6, (${silenced}))
      ON CONFLICT (kind, subject_id) WHERE recovered_at IS NULL DO NOTHING RETURNING *`;
    return await this.#one(sql, [id, kind, subjectKind, subjectId, toStoredJson(message), openedAt]);
  }

  async recover(kind: AlertKind, subjectId: string, now: number): Promise<Alert | undefined> {
    const sql = `UPDATE alerts SET recovered_at = $3 WHERE kind = $1 AND subject_id = $2 AND recovered_at IS NULL RETURNING *`;
    return await this.#one(sql, [kind, subjectId, now]);
  }

  async silence(id: string, until: number | undefined): Promise<Alert | undefined> {
    return await this.#one('UPDATE alerts SET silenced_until = $2 WHERE id = $1 RETURNING *', [id, until ?? null]);
  }

  async acknowledge(id: string, by: Alert['acknowledged']): Promise<Alert | undefined> {
    const sql =
      by === undefined
        ? 'UPDATE alerts SET acknowledged_at = $2, acknowledged_by = $3 WHERE id = $1 RETURNING *'
        : `UPDATE alerts SET acknowledged_at = COALESCE(acknowledged_at, $2), acknowledged_by = COALESCE(acknowledged_by, $3)
          WHERE id = $1 RETURNING *`;
    return await this.#one(sql, [id, by?.at ?? null, by?.by ?? null]);
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

  async #one(sql: string, values: readonly SqlValue[]): Promise<Alert | undefined> {
    const [row] = await this.#access.write(({ rows }) => rows(sql, values));
    return row && toAlert(new StoredRow(row));
  }
}

function toAlert(row: StoredRow): Alert {
  const acknowledgedAt = row.optionalNumber('acknowledged_at');
  return {
    id: row.text('id'),
    kind: row.oneOf('kind', alertKinds),
    subjectKind: row.text('subject_kind'),
    subjectId: row.text('subject_id'),
    message: row.parsed('message', readMessage),
    openedAt: row.number('opened_at'),
    recoveredAt: row.optionalNumber('recovered_at'),
    silencedUntil: row.optionalNumber('silenced_until'),
    acknowledged: acknowledgedAt === undefined ? undefined : { at: acknowledgedAt, by: row.text('acknowledged_by') },
  };
}
