import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

const app = '/open-apis/bitable/v1/apps/:app_token';
const table = `${app}/tables/:table_id`;

function scopesWith(own: string): readonly string[] {
  return [own, 'bitable:app', 'bitable:app:readonly'];
}

type Name = 'getApp' | 'listTables' | 'listFields' | 'listViews' | 'searchRecords' | 'batchGetRecords';

/** https://open.feishu.cn/document/server-docs/docs/bitable-v1/bitable-overview */
export const bitableEndpoints: { readonly [name in Name]: Endpoint } = {
  getApp: {
    method: 'GET',
    path: app,
    limit: tier.eight,
    scopes: scopesWith('base:app:read'),
    holds: { app: 'object' },
  },
  listTables: {
    method: 'GET',
    path: `${app}/tables`,
    limit: tier.eight,
    scopes: scopesWith('base:table:read'),
    page: { items: 'items', maxSize: 100 },
  },
  listFields: {
    method: 'GET',
    path: `${table}/fields`,
    limit: tier.eight,
    scopes: scopesWith('base:field:read'),
    page: { items: 'items', maxSize: 100 },
  },
  listViews: {
    method: 'GET',
    path: `${table}/views`,
    limit: tier.eight,
    scopes: scopesWith('base:view:read'),
    page: { items: 'items', maxSize: 100 },
  },
  /** The filter goes into the body, `page_size` and `page_token` into the query. */
  searchRecords: {
    method: 'POST',
    path: `${table}/records/search`,
    limit: tier.eight,
    scopes: scopesWith('base:record:retrieve'),
    page: { items: 'items', maxSize: 500 },
  },
  batchGetRecords: {
    method: 'POST',
    path: `${table}/records/batch_get`,
    limit: tier.eight,
    scopes: scopesWith('base:record:read'),
    holds: { records: 'list', absent_record_ids: 'list', forbidden_record_ids: 'list' },
  },
};
