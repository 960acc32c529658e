import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

/** https://open.feishu.cn/document/server-docs/im-v1/message/create */
export const imEndpoints: { readonly createMessage: Endpoint } = {
  /** Beside this limit, five a second to the same chat, which all bots share. */
  createMessage: {
    method: 'POST',
    path: '/open-apis/im/v1/messages',
    limit: tier.four,
    scopes: ['im:message', 'im:message:send_as_bot', 'im:message:send'],
  },
};
