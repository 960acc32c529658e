import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

const prefix = '/open-apis/attendance/v1';
const taskScopes = ['attendance:task:readonly'];
const ruleScopes = ['attendance:rule', 'attendance:rule:readonly'];

type Name = 'queryUserFlows' | 'queryUserTasks' | 'listGroups' | 'getGroup' | 'listShifts' | 'getShift';

/** https://open.feishu.cn/document/server-docs/attendance-v1/overview */
export const attendanceEndpoints: { readonly [name in Name]: Endpoint } = {
  queryUserFlows: {
    method: 'POST',
    path: `${prefix}/user_flows/query`,
    limit: tier.nine,
    scopes: taskScopes,
    holds: { user_flow_results: 'list' },
  },
  queryUserTasks: {
    method: 'POST',
    path: `${prefix}/user_tasks/query`,
    limit: tier.nine,
    scopes: taskScopes,
    holds: { user_task_results: 'list', invalid_user_ids: 'list', unauthorized_user_ids: 'list' },
  },
  listGroups: {
    method: 'GET',
    path: `${prefix}/groups`,
    limit: tier.nine,
    scopes: ruleScopes,
    page: { items: 'group_list', maxSize: 50 },
  },
  getGroup: {
    method: 'GET',
    path: `${prefix}/groups/:group_id`,
    limit: tier.nine,
    scopes: ruleScopes,
    holds: { group_id: 'text' },
    echoes: { group_id: 'group_id' },
  },
  listShifts: {
    method: 'GET',
    path: `${prefix}/shifts`,
    limit: tier.nine,
    scopes: ruleScopes,
    page: { items: 'shift_list', maxSize: 50 },
  },
  getShift: {
    method: 'GET',
    path: `${prefix}/shifts/:shift_id`,
    limit: tier.nine,
    scopes: ruleScopes,
    holds: { shift_id: 'text' },
    echoes: { shift_id: 'shift_id' },
  },
};
