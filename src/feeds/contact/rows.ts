import type { RowsChange } from '../../model/change.ts';
import type { Row } from '../../model/stream.ts';
import { type JsonObject, readBoolean, readNumber, readObjects, readText, readTexts } from '../../util/json.ts';
import { toRow } from '../columns.ts';
import {
  customAttrsStream,
  departmentsStream,
  employeeTypesStream,
  groupsStream,
  userDepartmentsStream,
  usersStream,
} from './streams.ts';

/** What other feeds need to know of a person. */
export interface Person {
  readonly openId: string;
  readonly userId: string | null;
  readonly employeeNo: string | null;
  readonly name: string | null;
}

export function toPerson(user: JsonObject): Person | undefined {
  const openId = readText(user, 'open_id');
  if (openId === null) return undefined;
  return {
    openId,
    userId: readText(user, 'user_id'),
    employeeNo: readText(user, 'employee_no'),
    name: readText(user, 'name'),
  };
}

export function toUserRow(user: JsonObject): Row {
  return toRow(usersStream.columns, user);
}

export function toDepartmentRow(department: JsonObject): Row {
  return toRow(departmentsStream.columns, department);
}

/** False when neither key was sent: without the field scope nothing is known, which is not the same as "no department". */
export function tellsDepartments(user: JsonObject): boolean {
  return Array.isArray(user.department_ids) || Array.isArray(user.orders);
}

/**
 * A row for each department that `department_ids` or `orders` names. `toOpenId` translates ids of the configured type; an
 * unknown one (a department out of range) stays as it is.
 */
export function toUserDepartmentRows(user: JsonObject, toOpenId: (departmentId: string) => string): Row[] {
  const openId = readText(user, 'open_id');
  const rows = new Map<string, Row>();
  for (const id of readTexts(user, 'department_ids')) {
    const departmentId = toOpenId(id);
    rows.set(departmentId, {
      open_id: openId,
      open_department_id: departmentId,
      user_order: null,
      department_order: null,
      is_primary_dept: null,
    });
  }
  for (const order of readObjects(user, 'orders')) {
    const id = readText(order, 'department_id');
    if (id === null) continue;
    const departmentId = toOpenId(id);
    rows.set(departmentId, {
      open_id: openId,
      open_department_id: departmentId,
      user_order: readNumber(order, 'user_order'),
      department_order: readNumber(order, 'department_order'),
      is_primary_dept: readBoolean(order, 'is_primary_dept'),
    });
  }
  return [...rows.values()];
}

/** The departments of each who tells them, in place of those that were known. */
export function* toMemberships(
  users: readonly JsonObject[],
  toOpenId: (departmentId: string) => string,
): Generator<RowsChange, void, void> {
  const telling = users.filter(tellsDepartments);
  if (telling.length === 0) return;
  yield {
    kind: 'rows',
    stream: userDepartmentsStream.name,
    rows: telling.flatMap((user) => toUserDepartmentRows(user, toOpenId)),
    parents: telling.flatMap((user) => toPerson(user)?.openId ?? []).map((openId) => [openId]),
  };
}

/** The list calls the key `id` and gives the name `group_id` to the id that the company chose. */
export function toGroupRow(group: JsonObject, pass: 'normal' | 'dynamic'): Row {
  const row = toRow(groupsStream.columns, group, { group_id: 'id', custom_group_id: 'group_id' });
  return { ...row, type: row.type ?? (pass === 'normal' ? 1 : 2) };
}

export function toGroupMemberRow(groupId: string, memberType: string, memberId: string): Row {
  return { group_id: groupId, member_type: memberType, member_id: memberId };
}

export function toEmployeeTypeRow(value: JsonObject): Row {
  return toRow(employeeTypesStream.columns, value);
}

export function toCustomAttrRow(value: JsonObject): Row {
  return toRow(customAttrsStream.columns, value);
}
