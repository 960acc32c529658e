import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

const prefix = '/open-apis/approval/v4';
const anyInstance = ['approval:approval', 'approval:approval:readonly', 'approval:instance'];
const listScope = 'approval:approval.list:readonly';

type Name =
  | 'getDefinition'
  | 'listInstances'
  | 'getInstance'
  | 'listComments'
  | 'queryInstances'
  | 'searchTasks'
  | 'searchCc'
  | 'subscribe';

/** https://open.feishu.cn/document/server-docs/approval-v4/approval-overview */
export const approvalEndpoints: { readonly [name in Name]: Endpoint } = {
  getDefinition: {
    method: 'GET',
    path: `${prefix}/approvals/:approval_code`,
    limit: tier.three,
    scopes: ['approval:approval', 'approval:approval:readonly', 'approval:definition'],
    holds: { approval_name: 'text' },
  },
  /** Yields codes (text), not objects: read them from the page's `data`. */
  listInstances: {
    method: 'GET',
    path: `${prefix}/instances`,
    limit: tier.three,
    scopes: anyInstance,
    page: { items: 'instance_code_list', maxSize: 100, holdsIds: true },
  },
  getInstance: {
    method: 'GET',
    path: `${prefix}/instances/:instance_id`,
    limit: tier.four,
    scopes: anyInstance,
    holds: { status: 'text', task_list: 'list', timeline: 'list', comment_list: 'list' },
    echoes: { instance_id: 'instance_code' },
  },
  listComments: {
    method: 'GET',
    path: `${prefix}/instances/:instance_id/comments`,
    limit: tier.four,
    scopes: ['approval:approval', 'approval:approval:readonly', 'approval:instance.comment'],
    page: { items: 'comments', maxSize: 1000 },
  },
  queryInstances: {
    method: 'POST',
    path: `${prefix}/instances/query`,
    limit: tier.four,
    scopes: [listScope],
    page: { items: 'instance_list', maxSize: 200 },
  },
  searchTasks: {
    method: 'POST',
    path: `${prefix}/tasks/search`,
    limit: tier.four,
    scopes: ['approval:approval:readonly', listScope],
    page: { items: 'task_list', maxSize: 200 },
  },
  searchCc: {
    method: 'POST',
    path: `${prefix}/instances/search_cc`,
    limit: tier.four,
    scopes: [listScope],
    page: { items: 'cc_list', maxSize: 200 },
  },
  /** https://open.feishu.cn/document/server-docs/approval-v4/event/event-interface/subscribe */
  subscribe: {
    method: 'POST',
    path: `${prefix}/approvals/:approval_code/subscribe`,
    limit: tier.three,
    scopes: ['approval:approval', 'approval:definition'],
  },
};
