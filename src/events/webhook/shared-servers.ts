import type { Clock } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import type { Crowd, CrowdLimits } from './crowd.ts';
import { inNetworks } from './networks.ts';
import { openFileLimit } from './open-files.ts';
import type { Door, WebhookServer } from './server.ts';

export interface OpenedDoor {
  /** The request URL as this machine sees it. */
  readonly url: string;
  close(): Promise<void>;
}

interface Shared {
  readonly server: Promise<WebhookServer>;
  doors: number;
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

function crowdLimits(): CrowdLimits {
  return {
    connections: Math.min(512, Math.max(16, openFileLimit() - filesForOurselves)),
    connectionsPerAddress: 64,
    bytes: 16 * 1024 * 1024,
  };
}

/** The webhook servers of a process: apps that name the same host and port share one. */
export class WebhookServers {
  readonly #surroundings: { readonly clock: Clock; readonly logger: Logger };
  readonly #servers = new Map<string, Shared>();
  readonly #doors = new Set<Door>();
  #crowd: Crowd | undefined;

  constructor(surroundings: { readonly clock: Clock; readonly logger: Logger }) {
    this.#surroundings = surroundings;
  }

  /** @throws ConfigError `events.listen.failed` */
  async open({ host, port, proxies }: WebhookPlace, door: Door): Promise<OpenedDoor> {
    const [{ startWebhookServer, webhookPath }, { Crowd: Bounds }] = await Promise.all([
      import('./server.ts'),
      import('./crowd.ts'),
    ]);
    this.#crowd ??= new Bounds(crowdLimits(), () => this.#tellOverload());
    const around = { ...this.#surroundings, crowd: this.#crowd, isProxy: inNetworks(proxies) };
    const key = `${host}:${port}`;
    const shared = this.#servers.get(key) ?? { server: startWebhookServer({ host, port, ...around }), doors: 0 };
    this.#servers.set(key, shared);
    shared.doors++;
    try {
      const server = await shared.server;
      server.open(door);
      this.#doors.add(door);
      const close = async (): Promise<void> => {
        this.#doors.delete(door);
        await this.#leave(key, shared, () => server.shut(door));
      };
      return { url: `${server.url}${webhookPath}${door.integration.id}`, close };
    } catch (thrown) {
      await this.#leave(key, shared, () => {});
      throw thrown;
    }
  }

  #tellOverload(): void {
    for (const { onRefused } of this.#doors) onRefused?.('overload');
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
