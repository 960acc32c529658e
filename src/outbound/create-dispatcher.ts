import { isIP, type LookupFunction } from 'node:net';
import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { addressFamily } from './address-family.ts';
import type { ProxyAddress } from './proxy.ts';

const connectTimeoutMs = 10_000;
/** What sends requests to one origin, straight or through its proxy. */
export function createDispatcher({
  origin,
  proxy,
  connections,
  address,
  kept,
}: {
  readonly origin: string;
  readonly proxy: ProxyAddress | undefined;
  /** At once; any number when absent. */
  readonly connections?: number;
  /** The IP address to connect to, whatever the name means now; a proxy looks names up itself. */
  readonly address?: string | undefined;
  /** Of connections that are kept by many exchanges. */
  readonly kept?: { readonly idleMs: number; readonly longestMs: number } | undefined;
}): Dispatcher {
  const connect = {
    timeout: connectTimeoutMs,
    ...addressFamily,
    ...(address === undefined ? {} : { lookup: alwaysTo(address) }),
  };
  const options = {
    ...(connections === undefined ? {} : { connections }),
    pipelining: 1,
    // Limits and pauses count requests on connections, each one its own.
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: kept?.idleMs ?? 20_000,
    ...(kept === undefined ? {} : { keepAliveMaxTimeout: kept.idleMs, clientTtl: kept.longestMs }),
  };
  if (proxy === undefined) return new Pool(origin, { ...options, connect });
  return new ProxyAgent({ ...options, uri: proxy.url.reveal(), proxyTls: connect, requestTls: connect });
}

/** Looks up nothing: the name still stands in the request and is compared with the certificate. */
function alwaysTo(address: string): LookupFunction {
  const family = isIP(address);
  return (_name, { all }, done) => {
    if (all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}
