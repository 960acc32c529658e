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

/** What is closed when nothing needs it any more. */
interface Closable {
  close(): Promise<void>;
}

/**
 * The clients of a process: one for each app in each tenant, so that all who call in its name share one token and one governor.
 * They live as long as the pool, for the platform's limits outlive a run.
 */
export class ClientPool {
  /** By app: an app of the store has one token for all its tenants. */
  readonly storeApps: Map<string, StoreApp> = new Map();
  #clients: Pooled[] = [];
  readonly #kept = new Map<string, Closable>();

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

  /** Something that the clients need as long as there are any; made for the first who asks for it. */
  keep<T extends Closable>(key: string, make: () => T): T;
  keep(key: string, make: () => Closable): Closable {
    const kept = this.#kept.get(key) ?? make();
    this.#kept.set(key, kept);
    return kept;
  }

  async close(): Promise<void> {
    const clients = await Promise.allSettled(this.#clients.map(({ client }) => client));
    await Promise.all(clients.map((client) => (client.status === 'fulfilled' ? client.value.close() : undefined)));
    await Promise.all([...this.#kept.values()].map((one) => one.close()));
    this.#clients = [];
    this.#kept.clear();
    this.storeApps.clear();
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
