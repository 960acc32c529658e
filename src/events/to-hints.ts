import type { InboxEvent } from '../model/event.ts';
import type { Hint } from '../model/hint.ts';
import { type JsonObject, readNumber, readObject, readObjects, readText } from '../util/json.ts';

type Reader = (body: JsonObject) => Hint[];

const some = (id: string | null, make: (id: string) => Hint): Hint[] => (id === null ? [] : [make(id)]);

const instanceIn = (body: JsonObject, isGone: boolean): Hint[] =>
  some(readText(body, 'instance_code'), (instanceCode) => ({
    kind: 'approval_instance',
    approvalCode: readText(body, 'approval_code') ?? '',
    instanceCode,
    isGone,
  }));

const instance: Reader = (body) => instanceIn(body, body.type === 'approval_instance' && body.status === 'DELETED');

const records: Reader = (body) => {
  const [appToken, tableId] = [readText(body, 'file_token'), readText(body, 'table_id')];
  const recordIds = readObjects(body, 'action_list').flatMap((action) => readText(action, 'record_id') ?? []);
  return appToken === null || tableId === null || recordIds.length === 0
    ? []
    : [{ kind: 'base_records', appToken, tableId, recordIds }];
};

const fields: Reader = (body) => {
  const [appToken, tableId] = [readText(body, 'file_token'), readText(body, 'table_id')];
  return appToken === null || tableId === null ? [] : [{ kind: 'base_table', appToken, tableId }];
};

const person =
  (isGone: boolean): Reader =>
  (body) =>
    some(readText(readObject(body, 'object'), 'open_id'), (openId) => ({ kind: 'contact_person', openId, isGone }));

const department =
  (isGone: boolean): Reader =>
  (body) =>
    some(readText(readObject(body, 'object'), 'open_department_id'), (openDepartmentId) => ({
      kind: 'contact_department',
      openDepartmentId,
      isGone,
    }));

/** `YYYY-MM-DD` from `20261120`. */
function dayOf(number: number | null): string | null {
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(String(number ?? ''));
  return found === null ? null : `${found[1]}-${found[2]}-${found[3]}`;
}

const who = (body: JsonObject): { readonly employeeId: string; readonly employeeNo: string } => ({
  employeeId: readText(body, 'employee_id') ?? '',
  employeeNo: readText(body, 'employee_no') ?? '',
});

const readers: Readonly<Record<string, Reader>> = {
  approval_instance: instance,
  approval_task: instance,
  approval_cc: instance,
  // Of a person's own subscription, which we do not make (docs/platform-assumptions.md).
  'approval.instance.status_changed_v4': (body) => instanceIn(body, body.status === 'DELETED'),
  'approval.task.status_changed_v4': (body) => instanceIn(body, false),
  'approval.approval.updated_v4': (body) =>
    some(readText(readObject(body, 'object'), 'approval_code'), (approvalCode) => ({
      kind: 'approval_definition',
      approvalCode,
    })),
  'drive.file.bitable_record_changed_v1': records,
  'drive.file.bitable_field_changed_v1': fields,
  'contact.user.created_v3': person(false),
  'contact.user.updated_v3': person(false),
  'contact.user.deleted_v3': person(true),
  'contact.department.created_v3': department(false),
  'contact.department.updated_v3': department(false),
  'contact.department.deleted_v3': department(true),
  // What is granted or withdrawn may be a department with everybody below it.
  'contact.scope.updated_v3': () => [{ kind: 'contact_everything' }],
  'attendance.user_flow.created_v1': (body) => {
    const checkTimeSeconds = readNumber(body, 'check_time');
    return checkTimeSeconds === null ? [] : [{ kind: 'attendance_punch', ...who(body), checkTimeSeconds }];
  },
  'attendance.user_task.updated_v1': (body) =>
    some(dayOf(readNumber(body, 'date')), (day) => ({ kind: 'attendance_result', ...who(body), day })),
};

/** Events that live replication acts on, as they are to be added in the developer console. */
export const replicationEvents: readonly string[] = Object.keys(readers);

/** Where an event says that something is to be read again; nothing for events of other kinds. */
export function toHints({ type, body }: Pick<InboxEvent, 'type' | 'body'>): Hint[] {
  return Object.hasOwn(readers, type) ? (readers[type]?.(body) ?? []) : [];
}
