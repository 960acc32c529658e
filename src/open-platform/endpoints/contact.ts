import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

const prefix = '/open-apis/contact/v3';
const base = 'contact:contact.base:readonly';
const asApp = ['contact:contact:access_as_app', 'contact:contact:readonly_as_app'];
const legacy = ['contact:contact:access_as_app', 'contact:contact:readonly', 'contact:contact:readonly_as_app'];
const organize = 'contact:department.organize:readonly';
const groupScopes = ['contact:group:readonly'];

type Name =
  | 'listScopes'
  | 'listChildren'
  | 'getDepartment'
  | 'batchGetDepartments'
  | 'findUsersByDepartment'
  | 'batchGetUsers'
  | 'getUser'
  | 'listGroups'
  | 'getGroup'
  | 'listGroupMembers'
  | 'listCustomAttrs'
  | 'listEmployeeTypes'
  | 'basicBatchUsers';

/** https://open.feishu.cn/document/server-docs/contact-v3/resources; none of these counts against the monthly quota. */
export const contactEndpoints: { readonly [name in Name]: Endpoint } = {
  /** Three lists of ids (departments, users, groups) page together: read them from the page's `data`. */
  listScopes: {
    method: 'GET',
    path: `${prefix}/scopes`,
    limit: tier.four,
    scopes: [base, ...asApp],
    page: { items: 'department_ids', others: ['user_ids', 'group_ids'], maxSize: 100, holdsIds: true },
  },
  listChildren: {
    method: 'GET',
    path: `${prefix}/departments/:department_id/children`,
    limit: tier.four,
    scopes: [base, organize, ...legacy],
    page: { items: 'items', maxSize: 50 },
  },
  getDepartment: {
    method: 'GET',
    path: `${prefix}/departments/:department_id`,
    limit: tier.unpublished,
    scopes: [base, ...legacy],
    holds: { department: 'object' },
  },
  /** At most 50 `department_ids`; ids that are unknown or out of range are silently left out. */
  batchGetDepartments: {
    method: 'GET',
    path: `${prefix}/departments/batch`,
    limit: tier.four,
    scopes: [base],
    holds: { items: 'list' },
  },
  findUsersByDepartment: {
    method: 'GET',
    path: `${prefix}/users/find_by_department`,
    limit: tier.four,
    scopes: [base, organize, ...legacy],
    page: { items: 'items', maxSize: 50 },
  },
  /** At most 50 `user_ids`; ids that are unknown or out of range are silently left out. */
  batchGetUsers: {
    method: 'GET',
    path: `${prefix}/users/batch`,
    limit: tier.four,
    scopes: [base],
    holds: { items: 'list' },
  },
  getUser: {
    method: 'GET',
    path: `${prefix}/users/:user_id`,
    limit: tier.four,
    scopes: [base, ...legacy],
    holds: { user: 'object' },
  },
  listGroups: {
    method: 'GET',
    path: `${prefix}/group/simplelist`,
    limit: tier.four,
    scopes: groupScopes,
    page: { items: 'grouplist', maxSize: 100 },
  },
  getGroup: {
    method: 'GET',
    path: `${prefix}/group/:group_id`,
    limit: tier.four,
    scopes: groupScopes,
    holds: { group: 'object' },
  },
  listGroupMembers: {
    method: 'GET',
    path: `${prefix}/group/:group_id/member/simplelist`,
    limit: tier.four,
    scopes: groupScopes,
    page: { items: 'memberlist', maxSize: 100 },
  },
  listCustomAttrs: {
    method: 'GET',
    path: `${prefix}/custom_attrs`,
    limit: tier.four,
    scopes: [base],
    page: { items: 'items', maxSize: 100 },
  },
  listEmployeeTypes: {
    method: 'GET',
    path: `${prefix}/employee_type_enums`,
    limit: tier.unpublished,
    scopes: [base, ...asApp],
    page: { items: 'items', maxSize: 100 },
  },
  /** At most 10 ids in the body; ignores the contact range. */
  basicBatchUsers: {
    method: 'POST',
    path: `${prefix}/users/basic_batch`,
    limit: tier.six,
    scopes: ['contact:user.basic_profile:readonly'],
    holds: { users: 'list' },
  },
};
