import type { Clock } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import type { ConnectionLimiter } from './connection-limiter.ts';
import { startGuardedServer } from './guarded-server.ts';
import { type WebhookRoute, WebhookRoutes } from './webhook-routes.ts';

interface WebhookServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared by the servers of a process. */
  readonly limiter: ConnectionLimiter;
  /** Whether a peer is a proxy, behind which there are many. */
  readonly isProxy: (address: string) => boolean;
}

/** A server on one host and port, for the request URLs of all apps there. */
export interface WebhookServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** @throws ConfigError `events.listen.failed` when another app has this path. */
  addRoute(route: WebhookRoute): void;
  removeRoute(route: WebhookRoute): void;
  close(): Promise<void>;
}

/**
 * The request URLs of one or several apps, `/api/lark/webhook/<id>`. An event is on the disk before it is answered; what
 * is refused costs little, stores nothing, and its sender learns no reason.
 * @throws ConfigError `events.listen.failed`
 */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const routes = new WebhookRoutes(options);
  const server = await startGuardedServer({
    ...options,
    onStray: (reason) => routes.refused(reason),
    onRequest: (exchange) => routes.handle(exchange),
  });
  return {
    url: server.url,
    addRoute: (route) => routes.add(route),
    removeRoute: (route) => routes.remove(route),
    close: () => server.close(() => routes.idle()),
  };
}
