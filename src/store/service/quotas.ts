import type { QuotaTable, QuotaUse, UsedQuota } from '../../model/triggers/quota-table.ts';
import type { Access } from './access.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const [hourMs, dayMs] = [3_600_000, 86_400_000];
const among = 'trigger_id = ANY (ARRAY(SELECT json_array_elements_text($2::json)))';

/** Table `quota_uses`; what was taken is counted by `turn_messages`, too, so that a quota which is set now knows what was taken before. */
export class SqlQuotas implements QuotaTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async lock(openId: string, triggerIds: readonly string[]): Promise<void> {
    // In one order, whoever locks.
    const names = triggerIds.toSorted().map((id) => `quota/${id}/${openId}`);
    const sql = `SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM json_array_elements_text($1::json) AS each (name)`;
    await this.#access.rows(sql, [toStoredJson(names)]);
  }

  async used(openId: string, triggerIds: readonly string[], now: number): Promise<ReadonlyMap<string, UsedQuota>> {
    const each = (table: string, subject: string, sender: string): string =>
      `SELECT trigger_id, ${subject} AS subject_id, at FROM ${table} WHERE ${sender} = $1 AND ${among} AND at >= $4`;
    const sql = `SELECT trigger_id, count(*) FILTER (WHERE at >= $3) AS last_hour, count(*) AS last_day
      FROM (SELECT trigger_id, subject_id, max(at) AS at FROM (
        ${each('turn_messages', 'message_id', 'sender_open_id')} UNION ALL ${each('quota_uses', 'subject_id', 'open_id')}
      ) AS of_both GROUP BY 1, 2) AS of_each GROUP BY 1`;
    const rows = await this.#access.rows(sql, [openId, toStoredJson(triggerIds), now - hourMs, now - dayMs]);
    const found = rows.map((row) => new StoredRow(row));
    return new Map(
      found.map((row) => [
        row.text('trigger_id'),
        { lastHour: row.number('last_hour'), lastDay: row.number('last_day') },
      ]),
    );
  }

  async use({ openId, triggerIds, subjectId, at }: QuotaUse): Promise<void> {
    const sql = `INSERT INTO quota_uses (trigger_id, subject_id, open_id, at)
      SELECT id, $3, $1, $4 FROM triggers WHERE id = ANY (ARRAY(SELECT json_array_elements_text($2::json))) ON CONFLICT DO NOTHING`;
    await refusing('write', () => this.#access.run(sql, [openId, toStoredJson(triggerIds), subjectId, at]));
  }
}
