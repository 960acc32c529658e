import type { Stream } from '../../model/stream.ts';
import { column, listColumn, objectColumn, otherFields } from '../columns.ts';

const openId = column('open_id', 'string', "The person's id in this app; another app knows the person by another one.");
const openDepartmentId = column(
  'open_department_id',
  'string',
  'Id of the department, the same in every app; 0 is the root.',
);

/** One row a person, whatever the number of departments. */
export const usersStream: Stream = {
  name: 'contact_users',
  title: { en: 'People', zh: '人员' },
  description: 'One row for each person whom the app may see.',
  module: 'contact',
  primaryKey: ['open_id'],
  columns: [
    openId,
    column('union_id', 'string', "The person's id in all apps of this app's developer."),
    column(
      'user_id',
      'string',
      "The person's id in the tenant; may be changed, and given to someone else after a leaver.",
    ),
    column('name', 'string', 'Name.'),
    column('en_name', 'string', 'English name.'),
    column('nickname', 'string', 'Alias.'),
    column('email', 'string', 'Email address.'),
    column('enterprise_email', 'string', 'Business mailbox.'),
    column('mobile', 'string', 'Phone number with its country code.'),
    column('mobile_visible', 'boolean', 'False when colleagues do not see the phone number.'),
    column('gender', 'integer', '0 secret, 1 male, 2 female, 3 other.'),
    objectColumn('avatar', 'Addresses of the picture in four sizes.'),
    column('avatar_key', 'string', 'Key of the picture.'),
    objectColumn('status', 'is_frozen, is_resigned, is_activated, is_exited, is_unjoin.'),
    column('is_frozen', 'boolean', 'True when the account is suspended.'),
    listColumn('department_ids', 'Ids of the departments, of the configured type.'),
    listColumn('orders', 'Position in each department and of each department, as returned.'),
    column('leader_user_id', 'string', 'The direct manager, by the configured type of id.'),
    listColumn('dotted_line_leader_user_ids', 'Managers on a dotted line, by the configured type of id.'),
    column('employee_no', 'string', 'Job number.'),
    column(
      'employee_type',
      'integer',
      '1 regular, 2 intern, 3 outsourced, 4 labour, 5 consultant; others in contact_employee_types.',
    ),
    column('job_title', 'string', 'Job title.'),
    column('job_level_id', 'string', 'Id of the job level.'),
    column('job_family_id', 'string', 'Id of the job family.'),
    column('join_time', 'timestamp', 'When the person joined the company.'),
    column('is_tenant_manager', 'boolean', 'True for an administrator of the tenant.'),
    column('city', 'string', 'City of work.'),
    column('country', 'string', 'Country or region of work, as its ISO code.'),
    column('work_station', 'string', 'Work station.'),
    column('geo', 'string', "Where the person's data is kept."),
    listColumn('custom_attrs', 'Custom fields; contact_custom_attrs names them.'),
    listColumn('department_path', 'Path of the departments; the platform gives it to user tokens only.'),
    listColumn('subscription_ids', 'Licence subscriptions.'),
    listColumn('assign_info', 'Assigned licences.'),
    otherFields,
  ],
};

/** One row a department. */
export const departmentsStream: Stream = {
  name: 'contact_departments',
  title: { en: 'Departments', zh: '部门' },
  description: 'One row for each department that the app may see; the root has no record of its own.',
  module: 'contact',
  primaryKey: ['open_department_id'],
  columns: [
    openDepartmentId,
    column('department_id', 'string', 'Id that the company chose; may be used again after a deletion.'),
    column('name', 'string', 'Name.'),
    objectColumn('i18n_name', 'Name in other languages.'),
    column('parent_department_id', 'string', 'The department above, by the configured type of id; 0 is the root.'),
    column('leader_user_id', 'string', 'The head, by the configured type of id.'),
    listColumn('leaders', 'All heads: leaderType 1 main, 2 deputy; leaderID.'),
    column('chat_id', 'string', "Id of the department's group chat."),
    column('order', 'integer', 'Position among its siblings, the smallest first.'),
    listColumn('unit_ids', 'The unit that the department belongs to.'),
    column('member_count', 'integer', 'People in the department and below it.'),
    column('primary_member_count', 'integer', 'People whose main department is this one or one below it.'),
    objectColumn('status', 'is_deleted.'),
    listColumn('group_chat_employee_types', 'Kinds of employment that are let into the group chat.'),
    listColumn('department_hrbps', 'HR partners, by the configured type of id.'),
    otherFields,
  ],
};

/** One row a person and department that the person belongs to. */
export const userDepartmentsStream: Stream = {
  name: 'contact_user_departments',
  title: { en: 'Memberships of departments', zh: '部门成员关系' },
  description: 'One row for each person and each department that the person belongs to directly.',
  module: 'contact',
  primaryKey: ['open_id', 'open_department_id'],
  parentKey: ['open_id'],
  columns: [
    openId,
    openDepartmentId,
    column('user_order', 'integer', "The person's position in the department, the greatest first."),
    column(
      'department_order',
      'integer',
      "The department's position among the person's departments, the greatest first.",
    ),
    column('is_primary_dept', 'boolean', "True for the person's main department."),
  ],
};

const groupId = column('group_id', 'string', 'Id of the group.');

/** One row a user group. */
export const groupsStream: Stream = {
  name: 'contact_groups',
  title: { en: 'User groups', zh: '用户组' },
  description: 'One row for each user group, normal and dynamic.',
  module: 'contact',
  primaryKey: ['group_id'],
  columns: [
    groupId,
    column('custom_group_id', 'string', "The platform's `group_id`: an id that the company may choose."),
    column('name', 'string', 'Name.'),
    column('description', 'string', 'What the group is for.'),
    column('type', 'integer', '1 normal, 2 dynamic.'),
    column('member_user_count', 'integer', 'People in the group.'),
    column('member_department_count', 'integer', 'Departments in the group; dynamic groups have none.'),
    listColumn('department_scope_list', 'Departments whose administrators may use the group.'),
    otherFields,
  ],
};

/** One row a group and member, which may be a person or a department. */
export const groupMembersStream: Stream = {
  name: 'contact_group_members',
  title: { en: 'Members of user groups', zh: '用户组成员' },
  description: 'One row for each member of each user group.',
  module: 'contact',
  primaryKey: ['group_id', 'member_type', 'member_id'],
  parentKey: ['group_id'],
  columns: [
    groupId,
    column('member_type', 'string', 'user or department.'),
    column('member_id', 'string', 'open_id of the person, or open_department_id of the department.'),
  ],
};

/** One row a type of employee. */
export const employeeTypesStream: Stream = {
  name: 'contact_employee_types',
  title: { en: 'Kinds of employment', zh: '人员类型' },
  description: 'What the numbers in `employee_type` mean.',
  module: 'contact',
  primaryKey: ['enum_id'],
  columns: [
    column('enum_id', 'string', 'Id of the kind.'),
    column('enum_value', 'string', "The value of `employee_type`; text here, a number in the person's row."),
    column('content', 'string', 'Name.'),
    column('enum_type', 'integer', '1 built in, 2 custom.'),
    column('enum_status', 'integer', '1 active, 2 inactive.'),
    listColumn('i18n_content', 'Name in other languages.'),
    otherFields,
  ],
};

/** One row a custom attribute that the company has defined. */
export const customAttrsStream: Stream = {
  name: 'contact_custom_attrs',
  title: { en: 'Custom fields of people', zh: '人员自定义字段' },
  description: 'The custom fields that `custom_attrs` refers to.',
  module: 'contact',
  primaryKey: ['id'],
  columns: [
    column('id', 'string', 'Id of the field.'),
    column('type', 'string', 'TEXT, HREF, ENUMERATION, PICTURE_ENUM or GENERIC_USER.'),
    objectColumn('options', 'What can be chosen.'),
    listColumn('i18n_name', 'Name by language.'),
    otherFields,
  ],
};

/** In the order in which they are shown. */
export const contactStreams: readonly Stream[] = [
  usersStream,
  departmentsStream,
  userDepartmentsStream,
  groupsStream,
  groupMembersStream,
  employeeTypesStream,
  customAttrsStream,
];

/** The streams that a person's record becomes rows of. */
export const peopleRows: readonly Stream[] = [usersStream, userDepartmentsStream];
/** What is missing when a department could not be read: its own row, and its people's. */
export const departmentRows: readonly Stream[] = [departmentsStream, ...peopleRows];
