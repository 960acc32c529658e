import type { Stream } from '../../model/stream.ts';
import { column, listColumn, objectColumn, otherFields } from '../columns.ts';
import { openId, userColumns } from './user-columns.ts';

const openDepartmentId = column(
  'open_department_id',
  'string',
  'Id of the department, the same in every app; 0 is the root.',
  '部门 ID，在各应用中相同；0 为根部门。',
);

/** One row a person, whatever the number of departments. */
export const usersStream: Stream = {
  name: 'contact_users',
  title: { en: 'People', zh: '人员' },
  description: { en: 'One row for each person whom the app may see.', zh: '应用可见的每个人一行。' },
  module: 'contact',
  primaryKey: ['open_id'],
  columns: userColumns,
};

/** One row a department. */
export const departmentsStream: Stream = {
  name: 'contact_departments',
  title: { en: 'Departments', zh: '部门' },
  description: {
    en: 'One row for each department that the app may see; the root has no record of its own.',
    zh: '应用可见的每个部门一行；根部门没有记录。',
  },
  module: 'contact',
  primaryKey: ['open_department_id'],
  columns: [
    openDepartmentId,
    column(
      'department_id',
      'string',
      'Id that the company chose; may be used again after a deletion.',
      '企业自定义的部门 ID；部门删除后可能被再次使用。',
    ),
    column('name', 'string', 'Name.', '部门名称。'),
    objectColumn('i18n_name', 'Name in other languages.', '部门名称的其他语言。'),
    column(
      'parent_department_id',
      'string',
      'The department above, by the configured type of id; 0 is the root.',
      '父部门 ID，类型按配置；0 为根部门。',
    ),
    column('leader_user_id', 'string', 'The head, by the configured type of id.', '部门主管的用户 ID，类型按配置。'),
    listColumn(
      'leaders',
      'All heads: leaderType 1 main, 2 deputy; leaderID.',
      '部门负责人：leaderType 为 1 主负责人，2 副负责人；leaderID。',
    ),
    column('chat_id', 'string', "Id of the department's group chat.", '部门群的 ID。'),
    column(
      'order',
      'integer',
      'Position among its siblings, the smallest first.',
      '在同级部门中的排序，数值越小越靠前。',
    ),
    listColumn('unit_ids', 'The unit that the department belongs to.', '部门所属的单位。'),
    column('member_count', 'integer', 'People in the department and below it.', '部门及其下级部门的人数。'),
    column(
      'primary_member_count',
      'integer',
      'People whose main department is this one or one below it.',
      '以本部门或其下级部门为主部门的人数。',
    ),
    objectColumn('status', 'is_deleted.', 'is_deleted（是否已删除）。'),
    listColumn(
      'group_chat_employee_types',
      'Kinds of employment that are let into the group chat.',
      '可加入部门群的人员类型。',
    ),
    listColumn('department_hrbps', 'HR partners, by the configured type of id.', '部门 HRBP 的用户 ID，类型按配置。'),
    otherFields,
  ],
};

/** One row a person and department that the person belongs to. */
export const userDepartmentsStream: Stream = {
  name: 'contact_user_departments',
  title: { en: 'Memberships of departments', zh: '部门成员关系' },
  description: {
    en: 'One row for each person and each department that the person belongs to directly.',
    zh: '每个人及其直属的每个部门一行。',
  },
  module: 'contact',
  primaryKey: ['open_id', 'open_department_id'],
  parentKey: ['open_id'],
  columns: [
    openId,
    openDepartmentId,
    column(
      'user_order',
      'integer',
      "The person's position in the department, the greatest first.",
      '用户在部门内的排序，数值越大越靠前。',
    ),
    column(
      'department_order',
      'integer',
      "The department's position among the person's departments, the greatest first.",
      '部门在用户所属各部门中的排序，数值越大越靠前。',
    ),
    column('is_primary_dept', 'boolean', "True for the person's main department.", '是否为用户的主部门。'),
  ],
};

const groupId = column('group_id', 'string', 'Id of the group.', '用户组 ID。');

/** One row a user group. */
export const groupsStream: Stream = {
  name: 'contact_groups',
  title: { en: 'User groups', zh: '用户组' },
  description: {
    en: 'One row for each user group, normal and dynamic.',
    zh: '每个用户组一行，含普通用户组和动态用户组。',
  },
  module: 'contact',
  primaryKey: ['group_id'],
  columns: [
    groupId,
    column(
      'custom_group_id',
      'string',
      "The platform's `group_id`: an id that the company may choose.",
      '平台的 `group_id`：企业可自定义的 ID。',
    ),
    column('name', 'string', 'Name.', '用户组名称。'),
    column('description', 'string', 'What the group is for.', '用户组描述。'),
    column('type', 'integer', '1 normal, 2 dynamic.', '1 普通用户组，2 动态用户组。'),
    column('member_user_count', 'integer', 'People in the group.', '用户组中的用户数。'),
    column(
      'member_department_count',
      'integer',
      'Departments in the group; dynamic groups have none.',
      '用户组中的部门数；动态用户组没有部门。',
    ),
    listColumn(
      'department_scope_list',
      'Departments whose administrators may use the group.',
      '哪些部门的管理员可使用该用户组。',
    ),
    otherFields,
  ],
};

/** One row a group and member, which may be a person or a department. */
export const groupMembersStream: Stream = {
  name: 'contact_group_members',
  title: { en: 'Members of user groups', zh: '用户组成员' },
  description: { en: 'One row for each member of each user group.', zh: '每个用户组的每个成员一行。' },
  module: 'contact',
  primaryKey: ['group_id', 'member_type', 'member_id'],
  parentKey: ['group_id'],
  columns: [
    groupId,
    column('member_type', 'string', 'user or department.', 'user（用户）或 department（部门）。'),
    column(
      'member_id',
      'string',
      'open_id of the person, or open_department_id of the department.',
      '用户的 open_id，或部门的 open_department_id。',
    ),
  ],
};

/** One row a type of employee. */
export const employeeTypesStream: Stream = {
  name: 'contact_employee_types',
  title: { en: 'Kinds of employment', zh: '人员类型' },
  description: { en: 'What the numbers in `employee_type` mean.', zh: '`employee_type` 各数值的含义。' },
  module: 'contact',
  primaryKey: ['enum_id'],
  columns: [
    column('enum_id', 'string', 'Id of the kind.', '人员类型 ID。'),
    column(
      'enum_value',
      'string',
      "The value of `employee_type`; text here, a number in the person's row.",
      '`employee_type` 的值；此处为文本，在人员的行中为数字。',
    ),
    column('content', 'string', 'Name.', '名称。'),
    column('enum_type', 'integer', '1 built in, 2 custom.', '1 内置，2 自定义。'),
    column('enum_status', 'integer', '1 active, 2 inactive.', '1 激活，2 未激活。'),
    listColumn('i18n_content', 'Name in other languages.', '名称的其他语言。'),
    otherFields,
  ],
};

/** One row a custom attribute that the company has defined. */
export const customAttrsStream: Stream = {
  name: 'contact_custom_attrs',
  title: { en: 'Custom fields of people', zh: '人员自定义字段' },
  description: { en: 'The custom fields that `custom_attrs` refers to.', zh: '`custom_attrs` 所引用的自定义字段。' },
  module: 'contact',
  primaryKey: ['id'],
  columns: [
    column('id', 'string', 'Id of the field.', '字段 ID。'),
    column(
      'type',
      'string',
      'TEXT, HREF, ENUMERATION, PICTURE_ENUM or GENERIC_USER.',
      'TEXT、HREF、ENUMERATION、PICTURE_ENUM 或 GENERIC_USER。',
    ),
    objectColumn('options', 'What can be chosen.', '可选项。'),
    listColumn('i18n_name', 'Name by language.', '各语言的名称。'),
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
