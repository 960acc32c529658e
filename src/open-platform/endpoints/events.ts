import type { Endpoint } from '../endpoint.ts';

/** https://open.feishu.cn/document/server-docs/event-subscription-guide/overview */
export const eventEndpoints: { readonly countConnections: Endpoint } = {
  /** How many long connections of the app are open (`online_instance_cnt`); needs no scope. */
  countConnections: {
    method: 'GET',
    path: '/open-apis/event/v1/connection',
    limit: { perSecond: 10 },
    scopes: [],
  },
};
