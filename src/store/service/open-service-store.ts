import { type Clock, systemClock } from '../../model/clock.ts';
import type { Secret } from '../../model/secret.ts';
import type { ServiceStore, ServiceTables } from '../../model/service/service-store.ts';
import { closeAll } from '../../util/close-all.ts';
import { newId } from '../../util/new-id.ts';
import type { Database } from '../database.ts';
import { followListeners, followWork } from '../follow-work.ts';
import { migrate } from '../migrate.ts';
import type { PostgresDatabase, PostgresDatabaseOptions } from '../postgres-database.ts';
import { accessWithin, directAccess, readerAccess } from './access.ts';
import { bringBack } from './bring-back.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { type NewSign, replacedStore, writeSigns } from './changes.ts';
import { createTables } from './create-tables.ts';
import { loadFigures } from './figures.ts';
import { openServiceDatabase, serviceMigrations, serviceMigrationsTable } from './open-service-database.ts';
import { loadOverview } from './overview.ts';
import { prune } from './prune.ts';

/** `bytes` gives unguessable bytes, for the id that a new store gets. */
export interface ServiceStoreOptions extends PostgresDatabaseOptions {
  readonly bytes: (count: number) => Uint8Array;
}

/**
 * Opens the tables of the service in a Postgres, beside those of the inbox, and brings both to their newest version.
 * @throws ConfigError `store.open.failed`, `store.version.newer`, `store.version.other`; TransientError `store.open.failed`
 */
export async function openServiceStore(url: Secret, options: ServiceStoreOptions): Promise<ServiceStore> {
  const { bytes, clock = systemClock } = options;
  const database = await openServiceDatabase(url, options);
  try {
    const now = clock.now();
    const id = await readId(database, newId('st', now, bytes), now);
    return createStore({ id, url, database, clock });
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
}

/** Of processes that open a new store at once, one gives it its id. */
async function readId(database: PostgresDatabase, newStoreId: string, now: number): Promise<string> {
  const sql = 'SELECT id FROM service';
  const [known] = await database.rows(sql);
  if (known !== undefined) return String(known.id);
  return await database.transaction(
    async ({ rows, run }) => {
      const insert = 'INSERT INTO service (id, created_at) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM service)';
      await run(insert, [newStoreId, now]);
      const [row] = await rows(sql);
      return String(row?.id);
    },
    { name: 'service' },
  );
}

interface StoreParts {
  readonly id: string;
  readonly url: Secret;
  readonly database: PostgresDatabase;
  readonly clock: Clock;
}

function createStore({ id, url, database, clock }: StoreParts): ServiceStore {
  const addSign = (sign: NewSign): Promise<void> =>
    database.transaction((connection) => writeSigns(id, [sign], connection));
  const tables = createTables(directAccess(database), addSign);
  const watcher = new ChangeWatcher({ url, clock, lastSeq: () => tables.changes.lastSeq() });
  const store: ServiceStore = {
    ...tables,
    id,
    readingFor: (reader) => {
      const access = readerAccess(database, reader);
      return { ...store, ...createTables(access, addSign), overview: (times) => loadOverview(access, times) };
    },
    transaction: (work) => transact(id, database, work),
    watch: (onChange, signal) => watcher.watch(onChange, signal),
    followWork: (onWork, signal) => followWork({ url, clock, onWork }, signal),
    followListeners: (onNews, signal) => followListeners({ url, clock, onNews }, signal),
    assertVersion: async () => {
      const [there] = await database.rows('SELECT id FROM service');
      if (there !== undefined && there.id !== id) throw replacedStore();
      await migrate(database);
      await migrate(database, serviceMigrations, serviceMigrationsTable);
    },
    figures: () => loadFigures(database.unhurried),
    overview: (times) => loadOverview(database.unhurried, times),
    bringBack: () => bringBack(database),
    prune: (retention, now) => prune(database, retention, now),
    close: () =>
      closeAll(
        () => watcher.close(),
        () => database.close(),
      ),
  };
  return store;
}

/** Signs of changes are written last: until the transaction has ended, no other one can write any. */
async function transact<T>(
  storeId: string,
  database: Database,
  work: (tables: ServiceTables) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (connection) => {
    const signs: NewSign[] = [];
    const tables = createTables(accessWithin(connection), async (sign) => void signs.push(sign));
    const result = await work(tables);
    await writeSigns(storeId, signs, connection);
    return result;
  });
}
