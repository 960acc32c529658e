import type { Door, WebhookServer } from '../../events/webhook/server.ts';
import type { Clock } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';

export interface OpenedDoor {
  /** The request URL as this machine sees it. */
  readonly url: string;
  close(): Promise<void>;
}

interface Shared {
  readonly server: Promise<WebhookServer>;
  doors: number;
}

/** The webhook servers of a process: apps that name the same host and port share one. */
export class WebhookServers {
  readonly #surroundings: { readonly clock: Clock; readonly logger: Logger };
  readonly #servers = new Map<string, Shared>();

  constructor(surroundings: { readonly clock: Clock; readonly logger: Logger }) {
    this.#surroundings = surroundings;
  }

  /** @throws ConfigError `events.listen.failed` */
  async open({ host, port }: { readonly host: string; readonly port: number }, door: Door): Promise<OpenedDoor> {
    const { startWebhookServer, webhookPath } = await import('../../events/webhook/server.ts');
    const { clock, logger } = this.#surroundings;
    const key = `${host}:${port}`;
    const shared = this.#servers.get(key) ?? { server: startWebhookServer({ host, port, clock, logger }), doors: 0 };
    this.#servers.set(key, shared);
    shared.doors++;
    try {
      const server = await shared.server;
      server.open(door);
      const close = async (): Promise<void> => {
        await this.#leave(key, shared, () => server.shut(door));
      };
      return { url: `${server.url}${webhookPath}${door.integration.id}`, close };
    } catch (thrown) {
      await this.#leave(key, shared, () => {});
      throw thrown;
    }
  }

  async #leave(key: string, shared: Shared, shut: () => void): Promise<void> {
    shared.doors--;
    if (shared.doors > 0) return shut();
    this.#servers.delete(key);
    // Requests under way are answered before their door is gone.
    await (await shared.server.catch(() => undefined))?.close();
    shut();
  }
}
