import { createServer, type ServerResponse } from 'node:http';
import type { EventStatus } from '../events/event-status.ts';
import { listenOn } from '../events/listen.ts';
import type { Clock } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import { renderMetrics } from './render-metrics.ts';

/** `url` has the port that was really opened, and no slash at its end. */
interface StatusServer {
  readonly url: string;
  close(): Promise<void>;
}

const requestTimeoutMs = 5_000;
/** Prometheus, a person and a probe need a few. */
const maxConnections = 64;

/** Counting an inbox reads all of it, and the pages are open to anybody who can reach them. */
const maxAgeMs = 2_000;

/** Asks no more often than that, however many ask. */
function seldom<T>(load: () => Promise<T>, clock: Clock): () => Promise<T> {
  let last: { readonly at: number; readonly loaded: Promise<T> } | undefined;
  return async () => {
    const now = clock.now();
    if (last === undefined || Math.abs(now - last.at) >= maxAgeMs) last = { at: now, loaded: load() };
    return await last.loaded;
  };
}

/**
 * `/status` (JSON), `/metrics` (Prometheus), `/healthz` (200 while the store answers), for those who may look inside. What they show is at most two seconds
 * old.
 * @throws ConfigError `events.listen.failed`
 */
export async function startStatusServer(
  { host, port }: { readonly host: string; readonly port: number },
  { load, clock }: { readonly load: () => Promise<EventStatus>; readonly clock: Clock },
): Promise<StatusServer> {
  const loadSeldom = seldom(load, clock);
  const pages: Readonly<Record<string, (status: EventStatus) => readonly [type: string, text: string]>> = {
    '/status': (status) => ['application/json; charset=utf-8', `${JSON.stringify(status, undefined, 2)}\n`],
    '/metrics': (status) => ['text/plain; version=0.0.4; charset=utf-8', renderMetrics(status, clock.now())],
    '/healthz': () => ['text/plain; charset=utf-8', 'ok\n'],
  };
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) {
      response.writeHead(404).end('There are /status, /metrics and /healthz\n');
      return;
    }
    try {
      const [type, text] = page(await loadSeldom());
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    } catch (thrown) {
      response.writeHead(503).end(`${toLarkstreamError(thrown).message}\n`);
    }
  };
  const server = createServer(
    { headersTimeout: requestTimeoutMs, requestTimeout: requestTimeoutMs },
    (request, response) => {
      void answer((request.url ?? '/').split('?', 1)[0] ?? '/', response);
    },
  );
  server.maxConnections = maxConnections;
  return {
    url: await listenOn(server, { host, port }, 'events.status'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
