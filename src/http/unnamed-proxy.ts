import type { IncomingMessage } from 'node:http';
import { inNetworks } from '../events/webhook/in-networks.ts';
import type { Logger } from '../model/logger.ts';

/**
 * Looks at requests, and says in the log once when one was forwarded by an address that nobody has named as a proxy: all who come by it are
 * counted as one. It may be a stranger, too, who writes the header.
 */
export function unnamedProxyNotice(proxies: readonly string[], logger: Logger): (request: IncomingMessage) => void {
  const isProxy = inNetworks(proxies);
  let isTold = false;
  return ({ headers, socket: { remoteAddress = '' } }) => {
    if (isTold || headers['x-forwarded-for'] === undefined || isProxy(remoteAddress)) return;
    isTold = true;
    logger.warn(
      'X-Forwarded-For comes from an address that is not named as a proxy: everybody behind it counts as one. If it is a proxy of yours, name it with --proxies',
      { address: remoteAddress },
    );
  };
}
