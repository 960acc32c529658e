import type { Column } from '../../model/stream.ts';
import { column, listColumn, objectColumn, otherFields } from '../columns.ts';

/** Of all streams with a row for a person. */
export const openId: Column = column(
  'open_id',
  'string',
  "The person's id in this app; another app knows the person by another one.",
  '用户在本应用中的 ID；同一用户在其他应用中的 ID 不同。',
);

/** https://open.feishu.cn/document/server-docs/contact-v3/user/get */
export const userColumns: readonly Column[] = [
  openId,
  column(
    'union_id',
    'string',
    "The person's id in all apps of this app's developer.",
    '用户在同一开发者的各应用中的 ID。',
  ),
  column(
    'user_id',
    'string',
    "The person's id in the tenant; may be changed, and given to someone else after a leaver.",
    '用户在企业内的 ID；可修改，离职后可能分配给他人。',
  ),
  column('name', 'string', 'Name.', '姓名。'),
  column('en_name', 'string', 'English name.', '英文名。'),
  column('nickname', 'string', 'Alias.', '别名。'),
  column('email', 'string', 'Email address.', '邮箱。'),
  column('enterprise_email', 'string', 'Business mailbox.', '企业邮箱。'),
  column('mobile', 'string', 'Phone number with its country code.', '手机号，含国家或地区代码。'),
  column('mobile_visible', 'boolean', 'False when colleagues do not see the phone number.', '手机号是否对同事可见。'),
  column('gender', 'integer', '0 secret, 1 male, 2 female, 3 other.', '0 保密，1 男，2 女，3 其他。'),
  objectColumn('avatar', 'Addresses of the picture in four sizes.', '头像地址，共四种尺寸。'),
  column('avatar_key', 'string', 'Key of the picture.', '头像的文件 key。'),
  objectColumn(
    'status',
    'is_frozen, is_resigned, is_activated, is_exited, is_unjoin.',
    'is_frozen（暂停）、is_resigned（离职）、is_activated（激活）、is_exited（主动退出）、is_unjoin（未加入）。',
  ),
  column('is_frozen', 'boolean', 'True when the account is suspended.', '账号是否被暂停。'),
  listColumn('department_ids', 'Ids of the departments, of the configured type.', '所属部门的 ID，类型按配置。'),
  listColumn(
    'orders',
    'Position in each department and of each department, as returned.',
    '在各部门中及各部门之间的排序，与平台返回一致。',
  ),
  column(
    'leader_user_id',
    'string',
    'The direct manager, by the configured type of id.',
    '直属主管的用户 ID，类型按配置。',
  ),
  listColumn(
    'dotted_line_leader_user_ids',
    'Managers on a dotted line, by the configured type of id.',
    '虚线上级的用户 ID，类型按配置。',
  ),
  column('employee_no', 'string', 'Job number.', '工号。'),
  column(
    'employee_type',
    'integer',
    '1 regular, 2 intern, 3 outsourced, 4 labour, 5 consultant; others in contact_employee_types.',
    '1 正式员工，2 实习生，3 外包，4 劳务，5 顾问；其他值见 contact_employee_types。',
  ),
  column('job_title', 'string', 'Job title.', '职务。'),
  column('job_level_id', 'string', 'Id of the job level.', '职级 ID。'),
  column('job_family_id', 'string', 'Id of the job family.', '序列 ID。'),
  column('join_time', 'timestamp', 'When the person joined the company.', '入职时间。'),
  column('is_tenant_manager', 'boolean', 'True for an administrator of the tenant.', '是否为企业管理员。'),
  column('city', 'string', 'City of work.', '工作城市。'),
  column('country', 'string', 'Country or region of work, as its ISO code.', '工作所在国家或地区的 ISO 代码。'),
  column('work_station', 'string', 'Work station.', '工位。'),
  column('geo', 'string', "Where the person's data is kept.", '数据驻留地。'),
  listColumn(
    'custom_attrs',
    'Custom fields; contact_custom_attrs names them.',
    '自定义字段；其名称见 contact_custom_attrs。',
  ),
  listColumn(
    'department_path',
    'Path of the departments; the platform gives it to user tokens only.',
    '部门路径；平台仅对 user_access_token 返回。',
  ),
  listColumn('subscription_ids', 'Licence subscriptions.', '席位 ID。'),
  listColumn('assign_info', 'Assigned licences.', '席位分配信息。'),
  otherFields,
];
