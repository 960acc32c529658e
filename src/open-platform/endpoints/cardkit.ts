import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

type Name = 'create' | 'replace' | 'writeElement' | 'writeSettings';

const cards = '/open-apis/cardkit/v1/cards';
const shared = { limit: tier.four, scopes: ['cardkit:card:write'] };

/** https://open.feishu.cn/document/cardkit-v1/card/create */
export const cardkitEndpoints: { readonly [name in Name]: Endpoint } = {
  create: { method: 'POST', path: cards, ...shared, holds: { card_id: 'text' } },
  replace: { method: 'PUT', path: `${cards}/:card_id`, ...shared },
  /** All of the text of an element; it streams while it begins with what was there. */
  writeElement: { method: 'PUT', path: `${cards}/:card_id/elements/:element_id/content`, ...shared },
  writeSettings: { method: 'PATCH', path: `${cards}/:card_id/settings`, ...shared },
};
