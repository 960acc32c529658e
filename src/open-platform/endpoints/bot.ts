import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

/** https://open.feishu.cn/document/client-docs/bot-v3/obtain-bot-info */
export const botEndpoints: { readonly info: Endpoint } = {
  /** The answer's `bot` stands beside `code`, there is no `data`. */
  info: { method: 'GET', path: '/open-apis/bot/v3/info', limit: tier.unpublished, scopes: [] },
};
