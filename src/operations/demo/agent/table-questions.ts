import type { QueryConnection } from '../../../model/query.ts';
import { tryParseJson } from '../../../util/json.ts';
import type { RecordCell } from './record-cells.ts';

/** Schemas of the demo's Postgres: a pipeline each. */
export const demoSchemas = { people: 'people', approvals: 'approvals', bases: 'bases' } as const;

const { people, approvals, bases } = demoSchemas;
const maxRows = 5;
const days = (since: string): string =>
  `to_char(extract(epoch FROM CURRENT_TIMESTAMP - ${since}) / 86400, 'FM999990.0')`;
const pending = `t.status = 'PENDING' AND t._larkstream_deleted_at IS NULL`;
const open = `${approvals}.approval_tasks t
  JOIN ${approvals}.approval_instances i USING (instance_code)
  LEFT JOIN ${people}.contact_users`;

/** Asks one thing: each row as texts. */
export type AskTables = (sql: string) => Promise<readonly (readonly string[])[]>;

/** Over a connection that is open. */
export function askOver(connection: QueryConnection): AskTables {
  return async (sql) => {
    const { rows } = await connection.run(sql, maxRows);
    return rows.map((row) => row.map((cell) => cell?.text ?? ''));
  };
}

/** How many approvals wait, on how many desks, and the age of the oldest in days. */
export async function countWaiting(ask: AskTables): Promise<{ approvals: number; people: number; days: string }> {
  const [[count = '0', desks = '0', oldest = ''] = []] = await ask(
    `SELECT count(DISTINCT instance_code), count(DISTINCT open_id), ${days('min(start_time)')} FROM ${approvals}.approval_tasks t WHERE ${pending}`,
  );
  return { approvals: Number(count), people: Number(desks), days: oldest };
}

/** Which approvals wait most. */
export async function waitingByKind(ask: AskTables): Promise<readonly (readonly string[])[]> {
  return await ask(
    `SELECT i.approval_name, count(DISTINCT instance_code) FROM ${open} u ON u.open_id = t.open_id WHERE ${pending} GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
}

/** Whose desk most lies on. */
export async function waitingByPerson(ask: AskTables): Promise<readonly (readonly string[])[]> {
  return await ask(
    `SELECT coalesce(u.name, t.open_id), count(*), ${days('min(t.start_time)')} FROM ${open} u ON u.open_id = t.open_id WHERE ${pending} GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
}

/** What waits for one person. */
export async function waitingFor(ask: AskTables, openId: string): Promise<readonly (readonly string[])[]> {
  // It comes from outside, and is no more than an id.
  const id = openId.replace(/\W/g, '');
  return await ask(
    `SELECT i.approval_name, coalesce(u.name, i.open_id), ${days('t.start_time')} FROM ${open} u ON u.open_id = i.open_id WHERE ${pending} AND t.open_id = '${id}' ORDER BY t.start_time`,
  );
}

/** A record that was changed lately. */
interface NewRecord {
  readonly table: string;
  readonly zone: string;
  readonly recordId: string;
  readonly changedAt: number;
  /** The first field of its table comes first. */
  readonly cells: readonly RecordCell[];
}

/** Which records were changed last. */
export async function newestRecords(ask: AskTables): Promise<readonly NewRecord[]> {
  const rows = await ask(
    `SELECT b.name, b.time_zone, r.record_id, extract(epoch FROM r.last_modified_time) * 1000,
      (SELECT coalesce(json_agg(json_build_array(f.field_name, f.type, f.property::jsonb ->> 'date_formatter', r.fields::jsonb -> f.field_name)
          ORDER BY f.is_primary DESC NULLS LAST, f.field_id), '[]')
        FROM ${bases}.base_fields f WHERE f.app_token = r.app_token AND f.table_id = r.table_id AND r.fields::jsonb ? f.field_name)
      FROM ${bases}.base_records r JOIN ${bases}.base_tables b USING (app_token, table_id)
      WHERE r._larkstream_deleted_at IS NULL ORDER BY r.last_modified_time DESC NULLS LAST`,
  );
  return rows.map(([table = '', zone = '', recordId = '', changed = '', cells = '']) => ({
    ...{ table, zone, recordId, changedAt: Number(changed), cells: readCells(cells) },
  }));
}

function readCells(text: string): RecordCell[] {
  const cells = tryParseJson(text);
  if (!Array.isArray(cells)) return [];
  return cells.filter(Array.isArray).map(([name, type, dateFormat, value]) => ({
    ...{ name: String(name), type: Number(type), value },
    dateFormat: typeof dateFormat === 'string' ? dateFormat : undefined,
  }));
}
