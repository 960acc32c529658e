import { randomBytes } from 'node:crypto';
import { Secret } from '../../src/model/secret.ts';
import type { ServiceStore } from '../../src/model/service/service-store.ts';
import { openServiceStore } from '../../src/store/service/open-service-store.ts';
import type { PostgresDatabases } from './postgres-server.ts';

/** A store of the service in a database of its own; it closes by itself. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: ServiceStore;
  readonly url: string;
  /** Another process on the same database. */
  open(): Promise<ServiceStore>;
}

/** Opens the store at the address, in a database that may hold one already. */
export function openStoreAt(url: string): Promise<ServiceStore> {
  return openServiceStore(new Secret(url), { bytes: randomBytes });
}

/** Makes an empty store. */
export async function newServiceStore(server: PostgresDatabases): Promise<OpenedStore> {
  const url = await server.newDatabase();
  const stores: ServiceStore[] = [];
  const open = async (): Promise<ServiceStore> => {
    const store = await openStoreAt(url);
    stores.push(store);
    return store;
  };
  return {
    store: await open(),
    url,
    open,
    [Symbol.asyncDispose]: async () => {
      for (const store of stores) await store.close();
      await server.dropDatabase(url);
    },
  };
}
