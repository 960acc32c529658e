import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

/** https://open.feishu.cn/document/server-docs/docs/drive-v1/media/download */
const subscriptionScopes = ['docs:doc', 'docs:event:subscribe', 'drive:drive', 'sheets:spreadsheet'];

/** The calls of Drive that Base needs: attachments and the subscription to changes of records. */
export const driveEndpoints: { readonly [name in 'downloadMedia' | 'subscribeFile']: Endpoint } = {
  /** https://open.feishu.cn/document/server-docs/docs/drive-v1/event/subscribe */
  subscribeFile: {
    method: 'POST',
    path: '/open-apis/drive/v1/files/:file_token/subscribe',
    limit: tier.four,
    scopes: subscriptionScopes,
  },
  /** A file, or with `Range` a part of one; refusals are JSON. 10,000 calls a day besides. */
  downloadMedia: {
    method: 'GET',
    path: '/open-apis/drive/v1/medias/:file_token/download',
    limit: tier.six,
    scopes: [
      'bitable:app',
      'bitable:app:readonly',
      'docs:doc',
      'docs:doc:readonly',
      'docs:document.media:download',
      'drive:drive',
      'drive:drive:readonly',
      'sheets:spreadsheet',
      'sheets:spreadsheet:readonly',
    ],
  },
};
