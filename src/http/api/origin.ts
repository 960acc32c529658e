import { ConfigError } from '../../model/errors.ts';

const loopback = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether the host of a URL, as `URL.hostname` gives it, is this machine only. */
export function isLoopback(hostname: string): boolean {
  return loopback.includes(hostname);
}

/** From where a browser may send requests that change something: the public URL, and on this machine its other names. */
export function ownOrigins(publicUrl: string): ReadonlySet<string> {
  const { origin, protocol, hostname, port } = new URL(publicUrl);
  const places = isLoopback(hostname) ? loopback.map((name) => `${protocol}//${name}${port && `:${port}`}`) : [];
  return new Set([origin, ...places]);
}

/**
 * Proves that a page of our own sends the request: a cookie comes along with requests of any page. Browsers set both headers
 * themselves; those that lack `Sec-Fetch-Site` send `Origin` with everything that changes something.
 * @throws ConfigError `api.origin.denied`
 */
export function assertOwnOrigin(header: (name: string) => string | undefined, origins: ReadonlySet<string>): void {
  const site = header('sec-fetch-site');
  const origin = header('origin');
  const isOwn = origin === undefined ? site === 'same-origin' : origins.has(origin);
  if (isOwn && (site === undefined || site === 'same-origin')) return;
  throw new ConfigError({
    code: 'api.origin.denied',
    message: {
      en: `The request comes from ${origin ?? 'an unnamed page'}, not from ${[...origins][0]}`,
      zh: `请求来自 ${origin ?? '未说明的页面'}，而不是 ${[...origins][0]}`,
    },
    details: { expected: [...origins] },
  });
}
