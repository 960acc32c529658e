import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

type Name = 'listScopes' | 'applyScopes' | 'get' | 'getVersion';

const scopes = ['application:application:self_manage'];

/** https://open.feishu.cn/document/server-docs/application-v6/scope/list */
export const applicationEndpoints: { readonly [name in Name]: Endpoint } = {
  /** What the app has been granted (`grant_status` 1) or not (2); needs no scope itself. */
  listScopes: {
    method: 'GET',
    path: '/open-apis/application/v6/scopes',
    limit: tier.unpublished,
    scopes: [],
    holds: { scopes: 'list' },
  },
  /** Asks the tenant's administrator for all scopes of the version that are not granted; needs no scope itself. */
  applyScopes: {
    method: 'POST',
    path: '/open-apis/application/v6/scopes/apply',
    limit: tier.unpublished,
    scopes: [],
  },
  /** Says which version is published (`online_version_id`). */
  get: {
    method: 'GET',
    path: '/open-apis/application/v6/applications/:app_id',
    limit: tier.nine,
    scopes: [...scopes, 'admin:app.info:readonly'],
    holds: { app: 'object' },
  },
  /** The events and scopes of a version. */
  getVersion: {
    method: 'GET',
    path: '/open-apis/application/v6/applications/:app_id/app_versions/:version_id',
    limit: tier.three,
    scopes: [...scopes, 'application:application.app_version:readonly'],
    holds: { app_version: 'object' },
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
