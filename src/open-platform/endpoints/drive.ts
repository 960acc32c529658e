import type { Endpoint } from '../endpoint.ts';
import { tier } from '../limits/tiers.ts';

/** https://open.feishu.cn/document/server-docs/docs/drive-v1/media/download */
export const driveEndpoints: { readonly downloadMedia: Endpoint } = {
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
