import { beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../src/model/event.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Database } from '../../src/store/database.ts';
import { PostgresDatabase } from '../../src/store/postgres-database.ts';
import { SqlEventStore } from '../../src/store/sql-event-store.ts';
import { SqliteDatabase } from '../../src/store/sqlite-database.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { receivedEvent } from '../support/received-event.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { postgresPlace, sqlitePlace } from './old-store.ts';

const now = 1_800_000_000_000;
let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const received = (id: string, parts: Partial<ReceivedEvent> = {}): ReceivedEvent =>
  receivedEvent(id, { at: now, type: 'im.message', orderKey: 'k', ...parts });

function openDatabase(address: string | Secret): Promise<Database> {
  return address instanceof Secret ? PostgresDatabase.open(address) : SqliteDatabase.open(address);
}

/** The database of a process that ends before its transaction of this number. */
function endsBefore(transactions: number, database: Database): Database {
  let count = 0;
  return {
    name: database.name,
    dialect: database.dialect,
    rows: (sql, values) => database.rows(sql, values),
    run: (sql, values) => database.run(sql, values),
    runSoon: (sql, values) => database.runSoon(sql, values),
    transaction: async (work, lock) => {
      if (++count >= transactions) throw new Error('The process ended');
      return await database.transaction(work, lock);
    },
    close: () => database.close(),
  };
}

describe.each([
  ['SQLite', async () => sqlitePlace()],
  ['Postgres', () => postgresPlace(server)],
])('what is kept in %s, and a consumer that comes late', (_, make) => {
  const late = { name: 'late', filter: { types: ['im.*'] }, from: 0 } as const;
  const claim = { consumer: 'late', owner: 'me', leaseMs: 1_000, limit: 5_000, appId: 'cli_1', now };

  test.each([
    ['the next registration', (store: SqlEventStore) => store.register(late, now)],
    ['any process that looks after the store', (store: SqlEventStore) => store.reclaim('me', now)],
  ])('is given in parts, goes on after a crash by %s, and keeps the order', async (_name, goOn) => {
    await using place = await make();
    const database = await openDatabase(place.address);
    const store = new SqlEventStore(database);
    const ids = (from: number, to: number): string[] =>
      Array.from({ length: to - from }, (_each, at) => String(from + at));
    for (let from = 0; from < 1_800; from += 600) await store.accept(ids(from, from + 600).map((id) => received(id)));
    await store.accept([received('unwanted', { type: 'contact.user' })]);

    // Once to be known, and two parts.
    const ending = new SqlEventStore(endsBefore(4, database));
    await expect(ending.register(late, now)).rejects.toThrow('The process ended');
    expect((await store.stats()).consumers).toMatchObject([{ consumer: 'late', pending: 1_000 }]);
    // What comes now is wanted, and waits until what came before has been given.
    await store.accept(ids(1_800, 1_810).map((id) => received(id)));
    const first = await store.claim(claim);
    expect(first.map(({ id }) => id)).toEqual(ids(0, 1_000));
    const mine = { consumer: 'late', owner: 'me', now };
    await store.complete(
      first.map(({ seq }) => seq),
      mine,
    );
    expect(await store.claim(claim)).toEqual([]);

    await goOn(store);
    expect((await store.claim(claim)).map(({ id }) => id)).toEqual(ids(1_000, 1_810));
    expect(await store.register(late, now)).toBe(0);
    expect((await store.stats()).types).toMatchObject([{ type: 'contact.user', kept: 1 }, { type: 'im.message' }]);
    await store.close();
  });

  test('is given once by several that register it at the same time', async () => {
    await using place = await make();
    const stores = await Promise.all(
      Array.from({ length: 3 }, async () => new SqlEventStore(await openDatabase(place.address))),
    );
    const [store] = stores;
    for (let part = 0; part < 3; part++)
      await store?.accept(Array.from({ length: 600 }, (_each, at) => received(`${part}/${at}`)));
    const given = await Promise.all(stores.map((one) => one.register(late, now)));
    expect(given.reduce((sum, count) => sum + count)).toBe(1_800);
    expect((await store?.stats())?.consumers).toMatchObject([{ consumer: 'late', pending: 1_800 }]);
    for (const one of stores) await one.close();
  });

  test('an older program that starts anew takes nothing from a newer one', async () => {
    await using place = await make();
    const store = new SqlEventStore(await openDatabase(place.address));
    const shared = { name: 'replication', from: 0, widens: true } as const;
    await store.register({ ...shared, filter: { types: ['a', 'b'], appIds: ['cli_1'] } }, now);
    await store.register({ ...shared, filter: { types: ['a'], appIds: ['cli_1'] } }, now);
    await store.accept([received('1', { type: 'b' })]);
    await store.register({ ...shared, filter: { types: ['c'], appIds: ['cli_1', 'cli_2'] } }, now);
    await store.accept([received('2', { type: 'b' }), received('3', { type: 'c', appId: 'cli_2' })]);
    expect((await store.list({ state: 'pending', limit: 5 })).map(({ id }) => id)).toEqual(['3', '2', '1']);
    // One that means it can narrow it.
    await store.register({ ...shared, filter: { types: ['a'] }, widens: false }, now);
    await store.accept([received('4', { type: 'b' })]);
    expect((await store.list({ state: 'kept', limit: 5 })).map(({ id }) => id)).toEqual(['4']);
    await store.close();
  });

  const types = { types: ['a'], appIds: ['cli_1'] };
  test.each([
    ['an app', { widens: true, filter: { types: ['a'], appIds: ['cli_2'] } }, ['other app']],
    ['a type', { widens: true, filter: { types: ['b'], appIds: ['cli_1'] } }, ['other type']],
    ['no event, but names tenants', { filter: { ...types, tenantKeys: ['gone', 'new'] } }, []],
    ['every type', { filter: { appIds: ['cli_1'] } }, ['other type']],
    ['every app', { filter: { types: ['a'] } }, ['other app']],
  ])('a filter that adds %s gives what it adds, and nothing that was dropped', async (_name, wider, expected) => {
    await using place = await make();
    const store = new SqlEventStore(await openDatabase(place.address));
    await store.register({ name: 'replication', from: 0, filter: types }, now);
    const gone = { tenantKey: 'gone', type: 'a' };
    await store.accept([
      received('dropped', gone),
      received('other type', { ...gone, type: 'b' }),
      received('other app', { ...gone, appId: 'cli_2' }),
    ]);
    const lastSeq = await store.lastSeq();
    expect(await store.dropPending({ consumer: 'replication', appId: 'cli_1', tenantKey: 'gone', lastSeq })).toBe(1);
    // One more, as a process that ended has left it: the work that is continued gives no more either.
    const ending = new SqlEventStore(endsBefore(2, await openDatabase(place.address)));
    const again = { name: 'replication', from: 0, ...wider } as const;
    await ending.register(again, now).catch(() => {});
    await ending.close();
    await store.register(again, now);
    expect((await store.list({ state: 'pending', limit: 5 })).map(({ id }) => id)).toEqual(expected);
    await store.close();
  });

  test.each([
    ['an app is added', { types: ['a'], appIds: ['cli_2'] }, ['arrives']],
    ['a type is added too', { types: ['a', 'b'], appIds: ['cli_2'] }, []],
  ])(
    'while %s, the app that was there is given what arrives if nothing older is still to come for it',
    async (_name, filter, expected) => {
      await using place = await make();
      const database = await openDatabase(place.address);
      const store = new SqlEventStore(database);
      const shared = { name: 'late', from: 0, widens: true } as const;
      await store.register({ ...shared, filter: types }, now);
      await store.accept([received('kept', { type: 'a', appId: 'cli_2' }), received('kept type', { type: 'b' })]);
      const registering = new SqlEventStore(endsBefore(2, database));
      await expect(registering.register({ ...shared, filter }, now)).rejects.toThrow('The process ended');
      await store.accept(['cli_1', 'cli_2'].map((appId) => received('arrives', { type: 'a', appId })));
      const ids = async (appId: string) => (await store.claim({ ...claim, appId })).map(({ id }) => id);
      expect(await ids('cli_1')).toEqual(expected);
      expect(await ids('cli_2')).toEqual([]);
      await store.reclaim('me', now);
      expect(await ids('cli_2')).toEqual(['kept', 'arrives']);
      expect(await ids('cli_1')).toEqual(expected.length > 0 ? [] : ['kept type', 'arrives']);
      await store.close();
    },
  );
});
