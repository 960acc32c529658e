import type { Secret } from '../model/secret.ts';
import type { ClientOptions, ClientUse, OpenPlatformClient } from './open-platform-client.ts';
import type { StoreApp } from './tokens/store-app.ts';

/** Which app in which tenant, and what proves it: with another secret it is another client. */
export interface ClientKey {
  readonly app: string;
  readonly proofs: readonly (Secret | undefined)[];
}

interface Pooled {
  readonly key: ClientKey;
  readonly client: Promise<OpenPlatformClient>;
}

/** An app of the store, and what it keeps open. */
interface PooledStoreApp {
  readonly app: StoreApp;
  close(): Promise<void>;
}

/**
 * The clients of a process: one for each app in each tenant, so that all who call in its name share one token and one governor.
 * They live as long as the pool, for the platform's limits outlive a run.
 */
export class ClientPool {
  #clients: Pooled[] = [];
  #storeApps: { readonly key: ClientKey; readonly pooled: PooledStoreApp }[] = [];

  /**
   * The client of this key, for one more user; closing it ends the calls of this user only. The options are those of its first user.
   * @throws ConfigError when the options are no good.
   */
  async use(key: ClientKey, options: () => ClientOptions, use: ClientUse = {}): Promise<OpenPlatformClient> {
    let pooled = this.#clients.find((one) => isSame(one.key, key));
    if (pooled === undefined) {
      pooled = { key, client: this.#create(options) };
      this.#clients.push(pooled);
    }
    const { client } = pooled;
    try {
      return (await client).share(use);
    } catch (thrown) {
      this.#clients = this.#clients.filter((one) => one.client !== client);
      throw thrown;
    }
  }

  /** The app of the store of this key, which has one token for all its tenants; made for the first who asks. It lives as long as the pool. */
  storeApp(key: ClientKey, make: () => PooledStoreApp): StoreApp {
    const found = this.#storeApps.find((one) => isSame(one.key, key));
    if (found !== undefined) return found.pooled.app;
    const pooled = make();
    this.#storeApps.push({ key, pooled });
    return pooled.app;
  }

  async close(): Promise<void> {
    const clients = await Promise.allSettled(this.#clients.map(({ client }) => client));
    await Promise.all(clients.map((client) => (client.status === 'fulfilled' ? client.value.close() : undefined)));
    await Promise.all(this.#storeApps.map(({ pooled }) => pooled.close()));
    this.#clients = [];
    this.#storeApps = [];
  }

  async #create(options: () => ClientOptions): Promise<OpenPlatformClient> {
    const { OpenPlatformClient: Client } = await import('./open-platform-client.ts');
    return new Client(options());
  }
}

function isSame(one: ClientKey, other: ClientKey): boolean {
  const isProved = (proof: Secret | undefined, at: number): boolean => {
    const theirs = other.proofs[at];
    return proof === undefined || theirs === undefined ? proof === theirs : proof.equals(theirs);
  };
  return one.app === other.app && one.proofs.length === other.proofs.length && one.proofs.every(isProved);
}
