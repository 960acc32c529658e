import type { RowsChange } from '../../model/change.ts';
import type { Row } from '../../model/stream.ts';
import { isObject, type JsonObject, type JsonValue, readObjects, readText, readTexts } from '../../util/json.ts';
import { toRow } from '../columns.ts';
import type { Person } from '../directory.ts';
import type { Problems } from '../problems.ts';
import {
  customAttrsStream,
  departmentsStream,
  employeeTypesStream,
  groupsStream,
  userDepartmentsStream,
  usersStream,
} from './streams.ts';

/** Undefined for an entry without an `open_id`. */
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

/** Values that fit no column become null and are noted in `problems`. */
export function toUserRow(user: JsonObject, problems: Problems): Row {
  return toRow(usersStream, user, { problems });
}

/** Values that fit no column become null and are noted in `problems`. */
export function toDepartmentRow(department: JsonObject, problems: Problems): Row {
  return toRow(departmentsStream, department, { problems });
}

/** False when neither key was sent: without the field scope nothing is known, which is not the same as "no department". */
export function tellsDepartments(user: JsonObject): boolean {
  return Array.isArray(user.department_ids) || Array.isArray(user.orders);
}

/**
 * A row for each department that `department_ids` or `orders` names. `toOpenId` translates ids of the configured type; an
 * unknown one (a department out of range) stays as it is.
 */
export function toUserDepartmentRows(
  user: JsonObject,
  toOpenId: (departmentId: string) => string,
  problems: Problems,
): Row[] {
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
    const row = toRow(userDepartmentsStream, order, { problems });
    rows.set(departmentId, { ...row, open_id: openId, open_department_id: departmentId });
  }
  return [...rows.values()];
}

/** Whether a department of the person cannot be read: those that are known are then not to be replaced. */
function hidesDepartments({ department_ids: ids, orders }: JsonObject): boolean {
  const isId = (id: JsonValue): boolean => typeof id === 'string';
  const isOrder = (order: JsonValue): boolean => isObject(order) && readText(order, 'department_id') !== null;
  return (Array.isArray(ids) && !ids.every(isId)) || (Array.isArray(orders) && !orders.every(isOrder));
}

/** The departments of each person whose record has them, in place of those that were known. */
export function* toMemberships(
  users: readonly JsonObject[],
  toOpenId: (departmentId: string) => string,
  problems: Problems,
): Generator<RowsChange, void, void> {
  problems.unreadable(userDepartmentsStream.name, users.filter(hidesDepartments).length, '`department_ids` / `orders`');
  const telling = users.filter((user) => tellsDepartments(user) && !hidesDepartments(user));
  if (telling.length === 0) return;
  yield {
    kind: 'rows',
    stream: userDepartmentsStream.name,
    rows: telling.flatMap((user) => toUserDepartmentRows(user, toOpenId, problems)),
    parents: telling.flatMap((user) => toPerson(user)?.openId ?? []).map((openId) => [openId]),
  };
}

/** The list calls the key `id` and gives the name `group_id` to the id that the company chose. */
export function toGroupRow(group: JsonObject, pass: 'normal' | 'dynamic', problems: Problems): Row {
  const row = toRow(groupsStream, group, { keys: { group_id: 'id', custom_group_id: 'group_id' }, problems });
  return { ...row, type: row.type ?? (pass === 'normal' ? 1 : 2) };
}

/** All three columns are the key, so none may be null. */
export function toGroupMemberRow(groupId: string, memberType: string, memberId: string): Row {
  return { group_id: groupId, member_type: memberType, member_id: memberId };
}

/** Values that fit no column become null and are noted in `problems`. */
export function toEmployeeTypeRow(value: JsonObject, problems: Problems): Row {
  return toRow(employeeTypesStream, value, { problems });
}

/** Values that fit no column become null and are noted in `problems`. */
export function toCustomAttrRow(value: JsonObject, problems: Problems): Row {
  return toRow(customAttrsStream, value, { problems });
}
