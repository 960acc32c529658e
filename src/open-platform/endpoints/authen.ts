import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

/** https://open.feishu.cn/document/authentication-management/access-token/get-user-access-token */
export const authenEndpoints: { readonly [name in 'exchangeCode' | 'userInfo']: Endpoint } = {
  /** The code that a browser has brought, for a token of the person. OAuth: the fields stand beside `code`. */
  exchangeCode: { method: 'POST', path: '/open-apis/authen/v2/oauth/token', limit: tier.four, scopes: [] },
  /** Who the person is; with their own token. */
  userInfo: { method: 'GET', path: '/open-apis/authen/v1/user_info', limit: tier.unpublished, scopes: [] },
};

/** To which page the browser goes, at the platform's accounts host. */
export const authorizePath = '/open-apis/authen/v1/authorize';
