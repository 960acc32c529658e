import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { SandboxCaller } from './sandbox-caller.ts';

/**
 * What each table should hold, said with the platform's own keys and worked out from the simulated tenant without any of the
 * product's row code. A function stands for a value that can only be judged, not written down.
 */
export type Loose = Record<string, unknown>;
export type ExpectedTables = Record<string, Loose[]>;

export interface TruthOptions {
  /** First day of attendance, as YYYY-MM-DD. */
  readonly attendanceFrom: string;
  readonly nowMs: number;
}

const dayMs = 86_400_000;
/** Controls whose value is what a person reads. */
const plainControls = new Set(['input', 'textarea', 'date', 'number']);

function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(loose) : [];
}

function parsed(value: unknown): unknown {
  return typeof value === 'string' && value !== '' ? JSON.parse(value) : value;
}

function isControl(value: unknown): boolean {
  const { id, type } = loose(value);
  return id !== undefined && type !== undefined;
}

/** A form as rows, those of a table's or group's cells after their own: path, parent and row say where a cell lies. */
function formFields(keys: Loose, controls: readonly Loose[]): Loose[] {
  const rows: Loose[] = [];
  const add = (control: Loose, prefix: string, place: Loose): void => {
    const { id, value } = control;
    const type = String(control.type);
    const path = `${prefix}${String(id)}`;
    const isPlain = plainControls.has(type) && (typeof value === 'string' || typeof value === 'number');
    const readable = (held: unknown): boolean =>
      held === null || (typeof held === 'string' && held !== '' && !held.includes('[object'));
    rows.push({
      ...keys,
      ...control,
      ...place,
      field_path: path,
      field_id: id,
      ordinal: rows.length,
      value_text: isPlain ? value : readable,
    });
    if (!Array.isArray(value) || value.length === 0) return;
    if (value.every((row) => Array.isArray(row)) && value.flat().some(isControl)) {
      for (const [index, row] of value.entries())
        for (const cell of list(row)) add(cell, `${path}[${index}].`, { parent_field_id: id, row_index: index });
    } else if (value.every(isControl)) {
      for (const cell of list(value)) add(cell, `${path}.`, { parent_field_id: id });
    }
  };
  for (const control of controls) add(control, '', {});
  return rows;
}

function approvalRows({ tenant: { approvals } }: Sandbox): ExpectedTables {
  const all = [...approvals.apiInstances()].map((payload) => {
    const keys = { instance_code: payload.instance_code, approval_code: payload.approval_code };
    return { payload, keys };
  });
  return {
    approval_instance_payloads: all.map(({ payload, keys }) => ({ ...keys, payload })),
    approval_instances: all.map(({ payload }) => loose(payload)),
    approval_tasks: all.flatMap(({ payload, keys }) =>
      list(payload.task_list).map((task) => ({ ...task, ...keys, task_id: task.id })),
    ),
    approval_timeline: all.flatMap(({ payload, keys }) =>
      list(payload.timeline).map((entry, sequence) => ({ ...entry, ...keys, sequence, ext: parsed(entry.ext) })),
    ),
    approval_comments: all.flatMap(({ payload, keys }) =>
      list(payload.comment_list).map((comment) => ({ ...comment, ...keys, comment_id: comment.id })),
    ),
    approval_form_fields: all.flatMap(({ payload, keys }) => formFields(keys, list(parsed(payload.form)))),
    approval_definitions: approvals.approvalCodes.map((code) => {
      const definition = loose(approvals.apiDefinition(code));
      return { ...definition, approval_code: code, form: parsed(definition.form) };
    }),
  };
}

function baseRows({ tenant: { tables: world } }: Sandbox): ExpectedTables {
  const [records, tables, fields, views]: Loose[][] = [[], [], [], []];
  for (const app of world.appTokens) {
    const base = world.app(app);
    for (const table of world.tables(app)) {
      const keys = { app_token: app, table_id: String(table.table_id) };
      const more = { base_name: base.name, time_zone: base.time_zone, is_advanced: base.is_advanced };
      // A table whose revision alone has moved counts as unchanged and keeps the one it had.
      const revision = (held: unknown): boolean => Number(held) <= Number(table.revision);
      tables?.push({ ...table, ...keys, ...more, revision });
      for (const field of world.fields(app, keys.table_id)) {
        const isName = (held: unknown): boolean =>
          String(held).startsWith(`${String(field.field_id)}_`) &&
          /_(text|number|boolean|time|list|object|json)$/.test(String(held));
        fields?.push({ ...field, ...keys, column_name: isName });
      }
      for (const view of world.views(app, keys.table_id)) views?.push({ ...view, ...keys });
      for (const text of world.records(app, keys.table_id)) {
        const record = loose(JSON.parse(text));
        records?.push({ ...record, ...keys, fields: record.fields ?? {} });
      }
    }
  }
  return { base_records: records ?? [], base_tables: tables ?? [], base_fields: fields ?? [], base_views: views ?? [] };
}

async function attendanceRows(
  { tenant: { attendance } }: Sandbox,
  caller: SandboxCaller,
  { attendanceFrom, nowMs }: TruthOptions,
): Promise<ExpectedTables> {
  const number = (text: string): number => Number(text.slice(0, 10).replaceAll('-', ''));
  const window = { fromSeconds: Date.parse(`${attendanceFrom}T00:00:00Z`) / 1000, toSeconds: nowMs / 1000 + 1 };
  const days = { fromDay: number(attendanceFrom), toDay: number(new Date(nowMs + dayMs).toISOString()) };
  const type = { employee_type: 'employee_id' };
  const { items: listed } = await caller.pages('/open-apis/attendance/v1/groups', 'group_list');
  const groups: Loose[] = [];
  for (const group of listed) {
    const params = { group_id: String(group.group_id) };
    const { data } = await caller.call('GET', '/open-apis/attendance/v1/groups/:group_id', {
      params,
      query: { employee_type: 'employee_id', dept_type: 'open_id' },
    });
    const { rest_clockIn_need_approval: rest, clockIn_need_photo: photo, ...same } = data;
    groups.push({ ...group, ...same, rest_clock_in_need_approval: rest, clock_in_need_photo: photo });
  }
  const { items: shifts } = await caller.pages('/open-apis/attendance/v1/shifts', 'shift_list');
  return {
    // A punch without an id gets one that is made of what identifies it.
    attendance_user_flows: [...attendance.apiFlows(window)].map((flow) => ({
      record_id: (held: unknown): boolean => String(held).startsWith('sha256-'),
      ...flow,
      ...type,
    })),
    attendance_user_tasks: [...attendance.apiTasks({ ...days, withOvertime: true })].map((task) => ({
      ...task,
      ...type,
    })),
    attendance_groups: groups,
    attendance_shifts: shifts,
  };
}

async function contactRows({ tenant }: Sandbox, caller: SandboxCaller): Promise<ExpectedTables> {
  const { directory, groups } = tenant;
  const users = [...directory.apiUsers()].map(loose);
  const prefix = '/open-apis/contact/v3';
  return {
    contact_users: users,
    contact_user_departments: users.flatMap(({ open_id, orders }) =>
      list(orders).map((order) => ({ ...order, open_id, open_department_id: order.department_id })),
    ),
    contact_departments: [...directory.apiDepartments()].map(loose),
    contact_groups: groups.all().map((group) => ({
      group_id: group.id,
      custom_group_id: group.customId,
      name: group.name,
      description: group.description,
      type: group.type,
      member_user_count: groups.members(group.id).length,
      member_department_count: group.type === 1 ? group.departments.length : null,
      department_scope_list: group.departments,
    })),
    contact_group_members: groups
      .all()
      .flatMap(({ id, departments }) => [
        ...groups
          .members(id)
          .map((at) => ({ group_id: id, member_type: 'user', member_id: directory.personAt(at).openId })),
        ...departments
          .filter((department) => directory.departments.has(department))
          .map((department) => ({ group_id: id, member_type: 'department', member_id: department })),
      ]),
    contact_employee_types: (await caller.pages(`${prefix}/employee_type_enums`, 'items')).items,
    contact_custom_attrs: (await caller.pages(`${prefix}/custom_attrs`, 'items')).items,
  };
}

/** The rows of every stream. Rules and settings that the sandbox tells nowhere else are asked for over HTTP. */
export async function expectedRows(sandbox: Sandbox, options: TruthOptions): Promise<ExpectedTables> {
  const caller = new SandboxCaller(sandbox);
  return {
    ...approvalRows(sandbox),
    ...baseRows(sandbox),
    ...(await attendanceRows(sandbox, caller, options)),
    ...(await contactRows(sandbox, caller)),
  };
}
