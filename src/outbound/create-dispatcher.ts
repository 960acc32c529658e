import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { addressFamily } from './address-family.ts';
import type { ProxyAddress } from './proxy.ts';

const connectTimeoutMs = 10_000;
/** What sends requests to one origin, straight or through its proxy. */
export function createDispatcher({
  origin,
  proxy,
  connections,
}: {
  readonly origin: string;
  readonly proxy: ProxyAddress | undefined;
  readonly connections: number;
}): Dispatcher {
  const connect = { timeout: connectTimeoutMs, ...addressFamily };
  const options = {
    connections,
    pipelining: 1,
    // Limits and pauses count requests on connections, each one its own.
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 20_000,
  };
  if (proxy === undefined) return new Pool(origin, { ...options, connect });
  return new ProxyAgent({ ...options, uri: proxy.url.reveal(), proxyTls: connect, requestTls: connect });
}
