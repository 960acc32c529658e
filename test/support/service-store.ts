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

/** Databases of tests of this file that have ended, emptied: making one and its tables takes longer than most tests. */
const emptied: { readonly server: PostgresDatabases; readonly url: string }[] = [];

/** Opens the store at the address, in a database that may hold one already. */
export function openStoreAt(url: string): Promise<ServiceStore> {
  return openServiceStore(new Secret(url), { bytes: randomBytes });
}

/** The same store, by a clock that a test sets, as far as it is asked for the time. */
export function timedStore(store: ServiceStore, clock: () => number): ServiceStore {
  const now = async (): Promise<number> => clock();
  return { ...store, now, transaction: (work) => store.transaction((tables) => work({ ...tables, now })) };
}

/** Makes an empty store. */
export async function newServiceStore(server: PostgresDatabases): Promise<OpenedStore> {
  const at = emptied.findIndex((one) => one.server.port === server.port);
  const url = emptied.splice(at, at === -1 ? 0 : 1)[0]?.url ?? (await server.newDatabase());
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
      await empty(server, url);
      emptied.push({ server, url });
    },
  };
}

/** What is counted begins anew, and what another program has made there is gone. */
async function empty(server: PostgresDatabases, url: string): Promise<void> {
  await server.query(
    url,
    `DO $$
    DECLARE
      own text;
      other text;
    BEGIN
      PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
      SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO own FROM pg_tables
        WHERE schemaname = 'larkstream' AND tablename NOT LIKE '%migrations' AND tablename <> 'consumer_revision';
      IF own IS NOT NULL THEN EXECUTE 'TRUNCATE ' || own || ' RESTART IDENTITY'; END IF;
      FOR other IN SELECT nspname FROM pg_namespace WHERE nspname NOT IN ('larkstream', 'public', 'information_schema') AND nspname NOT LIKE 'pg\\_%'
      LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', other);
      END LOOP;
    END $$`,
  );
}
