import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';

/**
 * What the tables should hold, worked out from the simulated tenant without any of the product's row code; and what they
 * do hold. Both as sorted lines of JSON, so that they compare row for row and value for value.
 */
export type Tables = Record<string, string[]>;

type Loose = Record<string, unknown>;

const day = 86_400_000;

function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(loose) : [];
}

/** Keys in order, links to files without what differs at each read. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(
      entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]),
    );
  }
  return typeof value === 'string' ? value.replace(/https?:\/\/[^\s"\\,]+/g, '<link>') : value;
}

const line = (values: readonly unknown[]): string => JSON.stringify(canonical(values));
const text = (value: unknown): string | null =>
  value === undefined || value === null || value === '' ? null : String(value);
const at = (ms: unknown): string | null =>
  ms === undefined || ms === null || Number(ms) === 0 ? null : new Date(Number(ms)).toISOString();
const json = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value);

function approvalTruth({ tenant }: Sandbox, tables: Tables): void {
  const rows = {
    instances: [] as string[],
    tasks: [] as string[],
    timeline: [] as string[],
    comments: [] as string[],
    fields: [] as string[],
  };
  for (const instance of tenant.approvals.apiInstances()) {
    const i = loose(instance);
    const code = i.instance_code;
    rows.instances.push(
      line([
        code,
        i.approval_code,
        i.approval_name,
        i.status,
        i.serial_number,
        text(i.uuid),
        text(i.user_id),
        text(i.open_id),
        text(i.department_id),
        at(i.start_time),
        at(i.end_time),
        i.reverted ?? false,
      ]),
    );
    for (const task of list(i.task_list)) {
      rows.tasks.push(
        line([
          code,
          task.id,
          text(task.node_id),
          text(task.node_name),
          task.type,
          task.status,
          text(task.user_id),
          text(task.open_id),
          at(task.start_time),
          at(task.end_time),
        ]),
      );
    }
    for (const [index, entry] of list(i.timeline).entries()) {
      rows.timeline.push(
        line([
          code,
          index,
          entry.type,
          at(entry.create_time),
          text(entry.user_id),
          text(entry.open_id),
          text(entry.task_id),
          text(entry.comment),
        ]),
      );
    }
    for (const comment of list(i.comment_list)) {
      rows.comments.push(
        line([
          code,
          comment.id,
          text(comment.user_id),
          text(comment.open_id),
          text(comment.comment),
          at(comment.create_time),
        ]),
      );
    }
    for (const widget of list(json(i.form)))
      rows.fields.push(line([code, widget.id, widget.name, widget.type, widget.value ?? null]));
  }
  tables.approval_instances = rows.instances;
  tables.approval_tasks = rows.tasks;
  tables.approval_timeline = rows.timeline;
  tables.approval_comments = rows.comments;
  tables.approval_form_fields = rows.fields;
}

function baseTruth({ tenant }: Sandbox, tables: Tables): void {
  const world = tenant.tables;
  for (const name of ['base_records', 'base_tables', 'base_fields', 'base_views']) tables[name] = [];
  for (const app of world.appTokens) {
    for (const table of world.tables(app).map(loose)) {
      const tableId = String(table.table_id);
      tables.base_tables?.push(line([app, tableId, table.name, Number(table.revision)]));
      for (const f of world.fields(app, tableId).map(loose)) {
        tables.base_fields?.push(
          line([app, tableId, f.field_id, f.field_name, f.type, text(f.ui_type), f.property ?? null]),
        );
      }
      for (const v of world.views(app, tableId).map(loose))
        tables.base_views?.push(line([app, tableId, v.view_id, v.view_name, v.view_type]));
      for (const record of world.records(app, tableId)) {
        const r = loose(JSON.parse(record));
        tables.base_records?.push(
          line([
            app,
            tableId,
            r.record_id,
            r.fields,
            at(r.created_time),
            r.created_by ?? null,
            at(r.last_modified_time),
            r.last_modified_by ?? null,
          ]),
        );
      }
    }
  }
}

function attendanceTruth({ tenant }: Sandbox, tables: Tables, fromDay: string, nowMs: number): void {
  const fromSeconds = Date.parse(`${fromDay}T00:00:00Z`) / 1000;
  const days = {
    fromDay: Number(fromDay.replaceAll('-', '')),
    toDay: Number(new Date(nowMs + day).toISOString().slice(0, 10).replaceAll('-', '')),
  };
  tables.attendance_user_flows = [...tenant.attendance.apiFlows({ fromSeconds, toSeconds: nowMs / 1000 + 1 })]
    .map(loose)
    .map((f) =>
      line([
        f.record_id,
        f.user_id,
        f.creator_id,
        at(Number(f.check_time) * 1000),
        text(f.location_name),
        text(f.comment),
        f.type,
        f.is_field,
        f.is_wifi,
      ]),
    );
  tables.attendance_user_tasks = [...tenant.attendance.apiTasks({ ...days, withOvertime: true })]
    .map(loose)
    .map((t) =>
      line([
        t.result_id,
        t.user_id,
        text(t.employee_name),
        String(t.day).replace(/(....)(..)(..)/, '$1-$2-$3'),
        t.group_id,
        t.shift_id,
        t.records,
      ]),
    );
}

function contactTruth({ tenant }: Sandbox, tables: Tables): void {
  const users = [...tenant.directory.apiUsers()].map(loose);
  tables.contact_users = users.map((u) =>
    line([
      u.open_id,
      u.union_id,
      u.user_id,
      text(u.name),
      text(u.en_name),
      text(u.email),
      text(u.mobile),
      text(u.employee_no),
      text(u.job_title),
      text(u.leader_user_id),
      u.department_ids,
    ]),
  );
  tables.contact_user_departments = users.flatMap((u) =>
    (Array.isArray(u.department_ids) ? u.department_ids : []).map((id) => line([u.open_id, id])),
  );
  tables.contact_departments = [...tenant.directory.apiDepartments()]
    .map(loose)
    .map((d) =>
      line([
        d.open_department_id,
        d.department_id,
        d.name,
        text(d.parent_department_id),
        text(d.leader_user_id),
        d.member_count ?? null,
      ]),
    );
}

export function tenantTruth(
  sandbox: Sandbox,
  options: { readonly attendanceFrom: string; readonly nowMs: number },
): Tables {
  const tables: Tables = {};
  approvalTruth(sandbox, tables);
  baseTruth(sandbox, tables);
  attendanceTruth(sandbox, tables, options.attendanceFrom, options.nowMs);
  contactTruth(sandbox, tables);
  for (const rows of Object.values(tables)) rows.sort();
  return tables;
}

const instant = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${column}`;

const queries: Readonly<Record<string, string>> = {
  approval_instances: `instance_code, approval_code, approval_name, status, serial_number, uuid, user_id, open_id, department_id, ${instant('start_time')}, ${instant('end_time')}, reverted`,
  approval_tasks: `instance_code, task_id, node_id, node_name, type, status, user_id, open_id, ${instant('start_time')}, ${instant('end_time')}`,
  approval_timeline: `instance_code, sequence::INTEGER, type, ${instant('create_time')}, user_id, open_id, task_id, comment`,
  approval_comments: `instance_code, comment_id, user_id, open_id, comment, ${instant('create_time')}`,
  approval_form_fields: 'instance_code, field_id, name, type, value',
  base_records: `app_token, table_id, record_id, fields, ${instant('created_time')}, created_by, ${instant('last_modified_time')}, last_modified_by`,
  base_tables: 'app_token, table_id, name, revision::INTEGER',
  base_fields: 'app_token, table_id, field_id, field_name, type::INTEGER, ui_type, property',
  base_views: 'app_token, table_id, view_id, view_name, view_type',
  attendance_user_flows: `record_id, user_id, creator_id, ${instant('check_time')}, location_name, comment, type::INTEGER, is_field, is_wifi`,
  attendance_user_tasks: 'result_id, user_id, employee_name, day::VARCHAR, group_id, shift_id, records',
  contact_users:
    'open_id, union_id, user_id, name, en_name, email, mobile, employee_no, job_title, leader_user_id, department_ids',
  contact_user_departments: 'open_id, open_department_id',
  contact_departments:
    'open_department_id, department_id, name, parent_department_id, leader_user_id, member_count::INTEGER',
};
const jsonColumns = new Set([
  'value',
  'fields',
  'created_by',
  'last_modified_by',
  'property',
  'records',
  'department_ids',
]);

/** The live rows of the file. */
export async function tablesOf(path: string): Promise<Tables> {
  const database = await DuckdbConnection.open(path);
  const tables: Tables = {};
  try {
    for (const [table, columns] of Object.entries(queries)) {
      const names = columns
        .split(/,\s(?![^(]*\))/)
        .map((part) => part.split(/ AS |::/).at(part.includes(' AS ') ? 1 : 0) ?? part);
      // Cells of a detail table follow from their parent's value, which is compared whole.
      const where = table === 'approval_form_fields' ? 'AND parent_field_id IS NULL' : '';
      const rows = await database.rows(
        `SELECT ${columns} FROM lark.${table} WHERE _larkstream_deleted_at IS NULL ${where}`,
      );
      tables[table] = rows
        .map((row) => line(row.map((value, index) => (jsonColumns.has(names[index] ?? '') ? parsed(value) : value))))
        .sort();
    }
  } finally {
    database.close();
  }
  return tables;
}

function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}

/** The first differences by table; empty when the file equals the tenant. */
export function differences(
  truth: Tables,
  held: Tables,
): Record<string, { readonly missing: string[]; readonly extra: string[] }> {
  const result: Record<string, { missing: string[]; extra: string[] }> = {};
  for (const [table, rows] of Object.entries(truth)) {
    const [expected, found] = [new Set(rows), new Set(held[table])];
    const missing = rows.filter((row) => !found.has(row));
    const extra = (held[table] ?? []).filter((row) => !expected.has(row));
    const doubled = (held[table]?.length ?? 0) - found.size;
    if (missing.length + extra.length + doubled > 0) {
      result[table] = { missing: missing.slice(0, 2), extra: doubled > 0 ? [`${doubled} doubled`] : extra.slice(0, 2) };
    }
  }
  return result;
}
