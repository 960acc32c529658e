import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

/** https://open.feishu.cn/document/server-docs/application-v6/scope/list */
export const applicationEndpoints: { readonly listScopes: Endpoint } = {
  /** What the app has been granted (`grant_status` 1) or not (2); needs no scope itself. */
  listScopes: {
    method: 'GET',
    path: '/open-apis/application/v6/scopes',
    limit: tier.unpublished,
    scopes: [],
    holds: { scopes: 'list' },
  },
};

/** https://open.feishu.cn/document/server-docs/tenant-v2/query */
export const tenantEndpoints: { readonly query: Endpoint } = {
  query: {
    method: 'GET',
    path: '/open-apis/tenant/v2/tenant/query',
    limit: tier.four,
    scopes: ['tenant:tenant:readonly'],
  },
};
