import { createServer, type ServerResponse } from 'node:http';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { EventStatus } from './event-status.ts';
import { renderMetrics } from './metrics.ts';

export interface StatusServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * `/status` (JSON), `/metrics` (Prometheus), `/healthz` (200 while the store answers), for those who may look inside.
 * @throws ConfigError `events.listen.failed`
 */
export async function startStatusServer(
  { host, port }: { readonly host: string; readonly port: number },
  load: () => Promise<EventStatus>,
): Promise<StatusServer> {
  const pages: Readonly<Record<string, (status: EventStatus) => readonly [type: string, text: string]>> = {
    '/status': (status) => ['application/json; charset=utf-8', `${JSON.stringify(status, undefined, 2)}\n`],
    '/metrics': (status) => ['text/plain; version=0.0.4; charset=utf-8', renderMetrics(status, Date.now())],
    '/healthz': () => ['text/plain; charset=utf-8', 'ok\n'],
  };
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page === undefined) {
      response.writeHead(404).end('There are /status, /metrics and /healthz\n');
      return;
    }
    try {
      const [type, text] = page(await load());
      response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
    } catch (thrown) {
      response.writeHead(503).end(`${toLarkstreamError(thrown).message}\n`);
    }
  };
  const server = createServer((request, response) => {
    void answer((request.url ?? '/').split('?', 1)[0] ?? '/', response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  }).catch((thrown: unknown) => {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ConfigError({
      code: 'events.listen.failed',
      message: { en: `events.status: ${message}`, zh: `events.status：“${message}”` },
      cause: thrown,
    });
  });
  const address = server.address();
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${address !== null && typeof address === 'object' ? address.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
