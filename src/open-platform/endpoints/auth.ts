import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

const prefix = '/open-apis/auth/v3';
const post = (path: string): Endpoint => ({
  method: 'POST',
  path: `${prefix}/${path}`,
  limit: tier.unpublished,
  scopes: [],
});

type Name = 'tenantAccessToken' | 'appAccessToken' | 'tenantAccessTokenOfStore' | 'resendTicket';

/** https://open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal */
export const authEndpoints: { readonly [name in Name]: Endpoint } = {
  tenantAccessToken: post('tenant_access_token/internal'),
  /** Of an app of the store, for its ticket. */
  appAccessToken: post('app_access_token'),
  tenantAccessTokenOfStore: post('tenant_access_token'),
  /** The ticket itself comes as an event. */
  resendTicket: post('app_ticket/resend'),
};

/** Calls that get tokens carry none. */
export function isTokenEndpoint({ path }: Endpoint): boolean {
  return path.startsWith(`${prefix}/`);
}
