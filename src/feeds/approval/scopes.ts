import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import type { ModuleScopes } from '../scopes.ts';

/** Source of the columns: approval-v4/instance/get, field permissions. */
export const approvalScopes: ModuleScopes = {
  calls: [
    { anyOf: approvalEndpoints.getDefinition.scopes, opens: { en: 'definitions', zh: '审批定义' } },
    { anyOf: approvalEndpoints.getInstance.scopes, opens: { en: 'instances', zh: '审批实例' } },
  ],
  columns: [{ anyOf: ['contact:user.employee_id:readonly'], opens: { en: 'columns `user_id`', zh: '`user_id` 列' } }],
};
