import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import type { ModuleScopes, ScopeNeed } from '../scopes.ts';

/** Older scopes that stand for several of the fine ones. Source: contact-v3/user, field permissions. */
export const wholeDirectory: readonly string[] = [
  'contact:contact:readonly_as_app',
  'contact:contact:access_as_app',
  'contact:contact:readonly',
];

const broad = (scope: string, en: string, zh: string): ScopeNeed => ({
  anyOf: [scope, ...wholeDirectory],
  opens: { en, zh },
});

/** Contact leaves a column empty, without an error, where its scope is missing: hence the list of columns. */
export const contactScopes: ModuleScopes = {
  calls: [
    {
      anyOf: contactEndpoints.batchGetUsers.scopes,
      opens: { en: 'people, departments and memberships', zh: '人员、部门及其成员关系' },
    },
    { anyOf: contactEndpoints.listGroups.scopes, opens: { en: 'user groups', zh: '用户组' } },
  ],
  columns: [
    broad('contact:department.base:readonly', 'name, chat and status of departments', '部门的名称、群和状态'),
    broad(
      'contact:department.organize:readonly',
      'parent, leader and counts of departments',
      '部门的上级、负责人和人数',
    ),
    broad('contact:user.base:readonly', 'names and avatar of people', '人员的姓名和头像'),
    broad('contact:user.department:readonly', 'departments and leader of people', '人员的部门和上级'),
    broad(
      'contact:user.employee:readonly',
      'job title, number, city, status and custom fields of people',
      '人员的职务、工号、城市、状态和自定义字段',
    ),
    broad('contact:user.gender:readonly', 'gender of people', '人员的性别'),
    { anyOf: ['contact:user.employee_id:readonly'], opens: { en: '`user_id` of people', zh: '人员的 `user_id`' } },
    { anyOf: ['contact:user.email:readonly'], opens: { en: 'email of people', zh: '人员的邮箱' } },
    { anyOf: ['contact:user.phone:readonly'], opens: { en: 'mobile number of people', zh: '人员的手机号' } },
  ],
};
