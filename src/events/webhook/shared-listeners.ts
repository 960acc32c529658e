import type { Clock } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import { closeAll } from '../../util/close-all.ts';
import type { ConnectionLimiter, ConnectionLimits } from './connection-limiter.ts';
import { inNetworks } from './in-networks.ts';
import { openFileLimit } from './open-file-limit.ts';
import type { WebhookRoute } from './webhook-routes.ts';
import type { WebhookServer } from './webhook-server.ts';

/** The request URL of one app; `close()` is due, and the server ends with its last route. */
export interface OpenedRoute {
  /** The request URL as this machine sees it. */
  readonly url: string;
  close(): Promise<void>;
}

interface Shared {
  readonly server: Promise<WebhookServer>;
  routes: number;
}

/** Where requests come in. */
export interface WebhookPlace {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Addresses and networks of the proxies in front. */
  readonly proxies: readonly string[];
}

/** Files that the process needs besides: the store, its own sources, the status pages. */
const filesForOurselves = 64;

const bodyLimits = { connectionsPerAddress: 64, bytes: 16 * 1024 * 1024 };

/** What fits the process. */
function connectionLimits(): ConnectionLimits {
  return { connections: Math.min(512, Math.max(16, openFileLimit() - filesForOurselves)), ...bodyLimits };
}

/** Of the port of the service, where people and programs come, too. As many files stay for its store, its runs and what they write. */
export function serviceConnectionLimits(): ConnectionLimits {
  return { connections: Math.min(4_096, Math.max(16, Math.floor(openFileLimit() / 2))), ...bodyLimits };
}

/** Where request URLs are opened. */
export interface WebhookListeners {
  /** @throws ConfigError `events.listen.failed` */
  open(place: WebhookPlace, route: WebhookRoute): Promise<OpenedRoute>;
}

/** The webhook servers of a process: apps that name the same host and port share one. */
export class SharedListeners implements WebhookListeners {
  readonly #options: { readonly clock: Clock; readonly logger: Logger };
  readonly #servers = new Map<string, Shared>();
  readonly #routes = new Set<WebhookRoute>();
  #limiter: ConnectionLimiter | undefined;

  constructor(options: { readonly clock: Clock; readonly logger: Logger }) {
    this.#options = options;
  }

  /** @throws ConfigError `events.listen.failed` */
  async open({ host, port, proxies }: WebhookPlace, route: WebhookRoute): Promise<OpenedRoute> {
    const [{ startWebhookServer }, { webhookPath }, { ConnectionLimiter: Bounds }] = await Promise.all([
      import('./webhook-server.ts'),
      import('./webhook-routes.ts'),
      import('./connection-limiter.ts'),
    ]);
    this.#limiter ??= new Bounds(connectionLimits(), () => this.#reportOverload());
    const options = { ...this.#options, limiter: this.#limiter, isProxy: inNetworks(proxies) };
    const key = `${host}:${port}`;
    const shared = this.#servers.get(key) ?? { server: startWebhookServer({ host, port, ...options }), routes: 0 };
    this.#servers.set(key, shared);
    shared.routes++;
    try {
      const server = await shared.server;
      server.addRoute(route);
      this.#routes.add(route);
      const close = async (): Promise<void> => {
        this.#routes.delete(route);
        await this.#leave(key, shared, () => server.removeRoute(route));
      };
      return { url: `${server.url}${webhookPath}${route.id}`, close };
    } catch (thrown) {
      await this.#leave(key, shared, () => {});
      throw thrown;
    }
  }

  #reportOverload(): void {
    for (const { onRefused } of this.#routes) onRefused?.('overload');
  }

  async #leave(key: string, shared: Shared, shut: () => void): Promise<void> {
    shared.routes--;
    if (shared.routes > 0) return shut();
    this.#servers.delete(key);
    // Requests under way are answered before their route is gone.
    await closeAll(async () => (await shared.server.catch(() => undefined))?.close(), shut);
  }
}
