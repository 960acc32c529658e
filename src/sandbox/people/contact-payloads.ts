import { type Department, rootDepartmentId } from './department.ts';
import type { DirectoryView } from './directory-view.ts';
import type { Person, UserIdType } from './person.ts';

/** The kinds of id an answer is to be written in. */
export interface IdTypes {
  readonly user: UserIdType;
  readonly department: 'open_department_id' | 'department_id';
}

/** The default of Contact, and what events and `apiUsers` are written in. */
export const openIds: IdTypes = { user: 'open_id', department: 'open_department_id' };

/** The id of the kind that `user_id_type` names. */
export function userIdIn(person: Person, type: UserIdType): string {
  if (type === 'union_id') return person.unionId;
  return type === 'user_id' ? person.userId : person.openId;
}

/** The root is `0` under both types. A department that no longer exists keeps its open_department_id. */
export function departmentIdIn(directory: DirectoryView, openId: string, type: IdTypes['department']): string {
  if (type === 'open_department_id' || openId === rootDepartmentId) return openId;
  return directory.departments.get(openId)?.customId ?? openId;
}

/** A user with every field a tenant token can get; field scopes are applied afterwards. */
export function userPayload(directory: DirectoryView, person: Person, ids: IdTypes): Record<string, unknown> {
  const superior = directory.superiorOf(person);
  const departmentIds = person.departments.map((openId) => departmentIdIn(directory, openId, ids.department));
  return {
    union_id: person.unionId,
    user_id: person.userId,
    open_id: person.openId,
    name: person.name,
    en_name: person.enName,
    nickname: person.nickname,
    email: person.email,
    mobile: person.mobile,
    mobile_visible: true,
    gender: person.gender,
    avatar: avatarPayload(person.avatarUrl),
    status: statusPayload(person),
    department_ids: departmentIds,
    leader_user_id: superior === undefined ? '' : userIdIn(superior, ids.user),
    city: person.city,
    country: person.country,
    work_station: person.workStation,
    join_time: person.joinTimeSeconds,
    is_tenant_manager: person.isTenantManager,
    employee_no: person.employeeNo,
    employee_type: person.employeeType,
    orders: departmentIds.map((departmentId, at) => ({
      department_id: departmentId,
      user_order: person.index % 7,
      department_order: departmentIds.length - at,
      is_primary_dept: at === 0,
    })),
    custom_attrs: person.customAttrs.map((attr) => ({ type: attr.type, id: attr.id, value: attr.value })),
    enterprise_email: person.enterpriseEmail,
    job_title: person.jobTitle,
    is_frozen: person.isFrozen,
    geo: 'cn',
    job_level_id: `mga5oa8ayjl${person.index % 9}`,
    job_family_id: `mga5oa8ayjf${person.index % 5}`,
    dotted_line_leader_user_ids: [],
  };
}

/** Keys as the platform sends them: `order` is text, `leaders` speaks camelCase (contact-v3 department, field overview). */
export function departmentPayload(
  directory: DirectoryView,
  department: Department,
  ids: IdTypes,
): Record<string, unknown> {
  const leader = directory.leaderOf(department.openId);
  const leaderId = leader === undefined ? '' : userIdIn(leader, ids.user);
  const counts = directory.memberCounts(department.openId);
  return {
    name: department.name,
    i18n_name: department.names,
    parent_department_id: departmentIdIn(directory, department.parentId, ids.department),
    department_id: department.customId,
    open_department_id: department.openId,
    leader_user_id: leaderId,
    chat_id: department.chatId,
    order: String(department.order),
    unit_ids: department.unitIds,
    member_count: counts.all,
    status: { is_deleted: false },
    leaders: leader === undefined ? [] : [{ leaderType: 1, leaderID: leaderId }],
    group_chat_employee_types: department.groupChatEmployeeTypes,
    department_hrbps: [],
    primary_member_count: counts.primary,
  };
}

/** The `status` of a user. `is_unjoin` is the opposite of `is_activated` unless a test sets it. */
export function statusPayload(person: Person): Record<string, boolean> {
  return {
    is_frozen: person.isFrozen,
    is_resigned: person.isResigned,
    is_activated: person.isActivated,
    is_exited: person.isExited,
    is_unjoin: person.isUnjoin ?? !person.isActivated,
  };
}

function avatarPayload(url: string): Record<string, string> {
  return {
    avatar_72: url,
    avatar_240: url.replace('72x72', '240x240'),
    avatar_640: url.replace('72x72', '640x640'),
    avatar_origin: url.replace('72x72', 'noop'),
  };
}
