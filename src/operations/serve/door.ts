import { createServer, type RequestListener } from 'node:http';
import { hostname } from 'node:os';
import { isSetUp } from '../../control/accounts/setup-links.ts';
import { listenOn } from '../../events/listen.ts';
import type { BoundedConnections } from '../../events/webhook/bounded-connections.ts';
import { isLoopback } from '../../http/api/origin.ts';
import { type ClosingTimes, type ServiceServer, startServiceServer } from '../../http/service-server.ts';
import type { Clock } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import { authority } from '../../util/http-listen.ts';

const here = '127.0.0.1';

interface DoorParts {
  readonly store: ServiceStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
  /** As the operator says it; undefined: as this machine sees it. */
  readonly publicUrl: string | undefined;
  readonly connections: BoundedConnections;
  readonly createListener: (publicUrl: string) => RequestListener;
}

/**
 * Where the service is reached. Until somebody can sign in, that is this machine only, whatever host was asked for: a stranger must not be
 * the first to find it. As soon as there is an account, it opens where it was asked to.
 */
export class Door {
  readonly #parts: DoorParts;
  readonly #closing = new AbortController();
  #server: ServiceServer | undefined;
  #publicUrl = '';
  #isOnlyHere = false;
  #widening: Promise<void> | undefined;

  private constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** @throws ConfigError `events.listen.failed` */
  static async open(parts: DoorParts): Promise<Door> {
    const door = new Door(parts);
    door.#isOnlyHere = !isLocal(parts.host) && !(await isSetUp(parts.store));
    if (door.#isOnlyHere) {
      await assertOwnAddress(parts.host);
      await door.#listen({ host: here, port: parts.port, publicUrl: undefined });
      parts.store.watch(() => door.#look(), door.#closing.signal);
    } else await door.#listen(parts);
    return door;
  }

  /** As this machine sees it. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  /** Where people reach it now. */
  get publicUrl(): string {
    return this.#publicUrl;
  }

  /** It waits for the first account. */
  get isOnlyHere(): boolean {
    return this.#isOnlyHere;
  }

  async close(times: ClosingTimes): Promise<void> {
    this.#closing.abort();
    await this.#widening;
    await this.#server?.close(times);
  }

  async #listen({ host, port, publicUrl }: Pick<DoorParts, 'host' | 'port' | 'publicUrl'>): Promise<void> {
    const { clock, connections } = this.#parts;
    this.#server = await startServiceServer({ host, port, clock, connections }, (url) => {
      this.#publicUrl = publicUrl ?? reachable(url, host);
      return this.#parts.createListener(this.#publicUrl);
    });
  }

  #look(): void {
    this.#widening ??= this.#widen().finally(() => {
      if (this.#isOnlyHere) this.#widening = undefined;
    });
  }

  async #widen(): Promise<void> {
    const { store, logger, host, publicUrl } = this.#parts;
    try {
      if (this.#closing.signal.aborted || !(await isSetUp(store))) return;
      const port = Number(new URL(this.url).port);
      // The answer that made the account is under way.
      await this.#server?.close({ drainMs: 0, graceMs: widenGraceMs });
      await this.#listen({ host, port, publicUrl }).catch(async (thrown: unknown) => {
        // Better reached from here than from nowhere.
        await this.#listen({ host: here, port, publicUrl: undefined });
        throw thrown;
      });
      this.#isOnlyHere = false;
      logger.info('There is an account: the service opens to others', { url: this.url, publicUrl: this.#publicUrl });
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('The service could not be opened to others', { code, error: message });
    }
  }
}

const widenGraceMs = 2_000;

/** That it can be opened there later, which nobody may watch then. @throws ConfigError `events.listen.failed` */
async function assertOwnAddress(host: string): Promise<void> {
  const server = createServer();
  await listenOn(server, { host, port: 0 }, '--port');
  await new Promise<void>((closed) => server.close(() => closed()));
}

/** Whether only this machine reaches an address. */
export function isLocal(host: string): boolean {
  return isLoopback(host.includes(':') ? `[${host}]` : host) || host.startsWith('127.');
}

/** Of an address that means all of them, the name of the machine. */
function reachable(url: string, host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return url;
  return `http://${authority({ host: hostname(), port: Number(new URL(url).port) })}`;
}
