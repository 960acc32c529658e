import { type Clock, systemClock } from '../model/clock.ts';
import type { Secret } from '../model/secret.ts';
import type { Transport } from '../outbound/transport.ts';
import { closeAll } from '../util/close-all.ts';
import { clientClosed } from './client-closed.ts';
import type { ClientOptions, ClientUse, OpenPlatformClient } from './open-platform-client.ts';
import type { StoreApp } from './tokens/store-app.ts';
import type { TokenSharing } from './tokens/token-fetcher.ts';

/** Which app in which tenant, and what proves it: with another secret it is another client. */
export interface ClientKey {
  readonly app: string;
  readonly proofs: readonly (Secret | undefined)[];
}

/** An app of the store, and what it keeps open. */
export interface PooledStoreApp {
  readonly app: StoreApp;
  close(): Promise<void>;
}

/** Gives the app of the store of this key, which has one token for all its tenants; it is made for the first who asks. */
export type StoreAppProvider = (key: ClientKey, make: () => PooledStoreApp) => StoreApp;

interface KeyedStoreApp extends PooledStoreApp {
  readonly key: ClientKey;
}

interface PooledClient {
  readonly key: ClientKey;
  readonly client: Promise<OpenPlatformClient>;
  /** Undefined for other apps. */
  storeApp: KeyedStoreApp | undefined;
  users: number;
  /** When the last user left. */
  unusedSince: number;
}

/** The longest that what a client has learned of the platform matters: a used up quota is tried again after an hour. */
const keepUnusedMs = 3_600_000;

/**
 * The clients of a process: one for each app in each tenant, so that all who call in its name share one token and one governor. The
 * platform's limits outlive a run, so a client stays for an hour after its last user has left.
 */
export class ClientPool {
  readonly #clock: Clock;
  #clients: readonly PooledClient[] = [];
  #storeApps: readonly KeyedStoreApp[] = [];
  /** By address: a thousand tenants call the same host, most of them now and then. */
  readonly #transports = new Map<string, Transport>();
  /** Clients that are being closed; one that could not be is told of by `close`. */
  readonly #endings = new Set<Promise<void>>();
  #closing: Promise<void> | undefined;

  /** Undefined where the process fetches its tokens itself. @internal */
  readonly sharing: TokenSharing | undefined;

  /** @internal */
  constructor({
    clock = systemClock,
    sharing,
  }: { readonly clock?: Clock; readonly sharing?: TokenSharing | undefined } = {}) {
    this.#clock = clock;
    this.sharing = sharing;
  }

  /**
   * The client of this key, for one more user; closing it ends the calls of this user only. The options are those of the first user, but
   * for the share of the limits: the smallest that a present user asks for is in force.
   *
   * @throws ConfigError when the options are no good, StoppedError `run.stopped` when the pool is closed
   * @internal
   */
  async use(
    key: ClientKey,
    makeOptions: (storeApp: StoreAppProvider) => ClientOptions,
    use: ClientUse = {},
  ): Promise<OpenPlatformClient> {
    this.#assertOpen();
    this.#closeUnused();
    const pooled = this.#clients.find((one) => isSame(one.key, key)) ?? this.#add(key, makeOptions);
    const leave = this.#enter(pooled);
    try {
      const client = await pooled.client;
      this.#assertOpen();
      return client.share(use, leave);
    } catch (thrown) {
      leave();
      throw thrown;
    }
  }

  /** Ends all calls of its clients, and closes them. Close it after everything that uses it: a closed pool throws. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    const clients = this.#end(this.#clients);
    await closeAll(
      () => closeAll(...[...this.#endings, clients].map((ending) => () => ending)),
      ...[...this.#transports.values()].map((transport) => () => transport.close()),
    );
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw clientClosed();
  }

  #add(key: ClientKey, makeOptions: (storeApp: StoreAppProvider) => ClientOptions): PooledClient {
    const create = async (): Promise<OpenPlatformClient> => {
      const { OpenPlatformClient: Client } = await import('./open-platform-client.ts');
      // What is made in a pool that has been closed meanwhile would never be closed.
      this.#assertOpen();
      const options = makeOptions((ofKey, make) => this.#storeApp(pooled, ofKey, make));
      return new Client({ ...options, transports: (address, make) => this.#transport(address, make) });
    };
    const client = create();
    const pooled: PooledClient = { key, client, storeApp: undefined, users: 0, unusedSince: 0 };
    this.#clients = [...this.#clients, pooled];
    // The next user tries again; this one is told.
    client.catch(() => this.#endInPassing([pooled]));
    return pooled;
  }

  #transport(address: string, make: () => Transport): Transport {
    const transport = this.#transports.get(address) ?? make();
    this.#transports.set(address, transport);
    return transport;
  }

  #storeApp(pooled: PooledClient, key: ClientKey, make: () => PooledStoreApp): StoreApp {
    const found = this.#storeApps.find((one) => isSame(one.key, key));
    pooled.storeApp = found ?? { key, ...make() };
    if (found === undefined) this.#storeApps = [...this.#storeApps, pooled.storeApp];
    return pooled.storeApp.app;
  }

  /** One more user, until the returned function is called for the first time. */
  #enter(pooled: PooledClient): () => void {
    let hasLeft = false;
    pooled.users += 1;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      pooled.users -= 1;
      pooled.unusedSince = this.#clock.elapsed();
      this.#closeUnused();
    };
  }

  /** Done when somebody comes or leaves: a timer would keep the process alive. */
  #closeUnused(): void {
    const before = this.#clock.elapsed() - keepUnusedMs;
    const unused = this.#clients.filter(({ users, unusedSince }) => users === 0 && unusedSince <= before);
    if (unused.length > 0) this.#endInPassing(unused);
  }

  #endInPassing(clients: readonly PooledClient[]): void {
    const ending = this.#end(clients);
    this.#endings.add(ending);
    ending.then(
      () => this.#endings.delete(ending),
      () => {},
    );
  }

  /** Takes these clients out of the pool and closes them, then the apps of the store that none of the others needs. */
  async #end(clients: readonly PooledClient[]): Promise<void> {
    this.#clients = this.#clients.filter((one) => !clients.includes(one));
    const unneeded = this.#storeApps.filter((app) => !this.#clients.some(({ storeApp }) => storeApp === app));
    this.#storeApps = this.#storeApps.filter((app) => !unneeded.includes(app));
    const made = await Promise.allSettled(clients.map(({ client }) => client));
    const opened = made.flatMap((client) => (client.status === 'fulfilled' ? [client.value] : []));
    await closeAll(...[...opened, ...unneeded].map((one) => () => one.close()));
  }
}

function isSame(one: ClientKey, other: ClientKey): boolean {
  const isProved = (proof: Secret | undefined, at: number): boolean => {
    const theirs = other.proofs[at];
    return proof === undefined || theirs === undefined ? proof === theirs : proof.equals(theirs);
  };
  return one.app === other.app && one.proofs.length === other.proofs.length && one.proofs.every(isProved);
}
