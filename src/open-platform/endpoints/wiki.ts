import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

/** https://open.feishu.cn/document/server-docs/docs/wiki-v2/space-node/get_node */
export const wikiEndpoints: { readonly getNode: Endpoint } = {
  /** Turns the node token of a `/wiki/…` link into the token of the document behind it. */
  getNode: {
    method: 'GET',
    path: '/open-apis/wiki/v2/spaces/get_node',
    limit: tier.three,
    scopes: ['wiki:node:read', 'wiki:wiki', 'wiki:wiki:readonly'],
    holds: { node: 'object' },
  },
};
