import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

/** https://open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal */
export const authEndpoints: { readonly tenantAccessToken: Endpoint } = {
  tenantAccessToken: {
    method: 'POST',
    path: '/open-apis/auth/v3/tenant_access_token/internal',
    limit: tier.unpublished,
    scopes: [],
  },
};
