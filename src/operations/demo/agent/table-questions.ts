import type { QueryConnection } from '../../../model/query.ts';

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

/** Which records were changed last. */
export async function newestRecords(ask: AskTables): Promise<readonly (readonly string[])[]> {
  return await ask(
    `SELECT b.name, coalesce((SELECT string_agg(text, ' · ') FROM (
        SELECT left(value #>> '{}', 24) AS text FROM jsonb_each(r.fields::jsonb) WHERE jsonb_typeof(value) IN ('string', 'number') ORDER BY key LIMIT 3
      ) cells), r.record_id),
      to_char(r.last_modified_time, 'MM-DD HH24:MI') FROM ${bases}.base_records r JOIN ${bases}.base_tables b USING (app_token, table_id)
      WHERE r._larkstream_deleted_at IS NULL ORDER BY r.last_modified_time DESC NULLS LAST`,
  );
}
