import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventTypes } from '../../src/feeds/event-hints.ts';
import { replicationConsumer } from '../../src/model/inbox.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate, migrations } from '../../src/store/migrate.ts';
import type { Migration } from '../../src/store/migrations/migration.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { PostgresDatabase } from '../../src/store/postgres-database.ts';
import { SqliteDatabase } from '../../src/store/sqlite-database.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { postgresPlace, type RawPlace, sqlitePlace, writeVersion0 } from './old-store.ts';
import { version0LastSeq, writtenAt } from './version-0.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

function openDatabase(address: string | Secret): Promise<Database> {
  return address instanceof Secret ? PostgresDatabase.open(address) : SqliteDatabase.open(address);
}

describe.each([
  ['SQLite', async () => sqlitePlace()],
  ['Postgres', () => postgresPlace(server)],
])('the migrations of a store in %s', (_, make) => {
  const versions = (place: RawPlace) => place.rows('SELECT version, name FROM migrations ORDER BY version');
  const all = migrations.map(({ name }, at) => ({ version: at + 1, name }));

  test('their names are numbered in their order, and they are all that there are', () => {
    expect(migrations.map(({ name }) => Number(name.slice(0, 4)))).toEqual(all.map(({ version }) => version));
    const files = readdirSync(new URL('../../src/store/migrations/', import.meta.url)).filter((file) =>
      /^\d/.test(file),
    );
    expect(migrations.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted());
  });

  test('a store of before they were counted has the same tables afterwards as a new one', async () => {
    await using old = await make();
    await using fresh = await make();
    await writeVersion0(old);
    for (const { address } of [old, fresh]) await (await openEventStore(address)).close();
    expect(await versions(old)).toEqual(all);
    expect(await old.shape()).toEqual(await fresh.shape());
  });

  test('receivers, tickets and installations are there after the upgrade', async () => {
    await using place = await make();
    await writeVersion0(place);
    const store = await openEventStore(place.address);
    expect(await store.receivers()).toMatchObject([{ owner: 'h:1:a', state: 'connected', reconnects: 2 }]);
    expect((await store.ticket('cli_1'))?.reveal()).toBe('ticket-1');
    expect(await store.installations('cli_1')).toMatchObject([
      { tenantKey: 't1', uninstalledAt: null },
      { tenantKey: 't2', uninstalledAt: writtenAt },
    ]);
    await store.close();
  });

  test('states of events become states of their deliveries to replication, and events of other types have no consumer', async () => {
    await using place = await make();
    await writeVersion0(place);
    const store = await openEventStore(place.address);
    const held = await store.list({ limit: 100 });
    const standing = held.map(({ id, state, lastError, deliveries }) => [
      id,
      state,
      lastError,
      ...deliveries.map((one) => [one.consumer, one.state, one.attempts, one.nextAt, one.finishedAt]),
    ]);
    expect(standing.reverse()).toEqual([
      ['waiting', 'pending', null, ['replication', 'pending', 0, 0, null]],
      ['claimed', 'pending', null, ['replication', 'pending', 1, 0, null]],
      ['expired', 'pending', null, ['replication', 'pending', 1, 0, null]],
      ['failed', 'pending', 'HTTP 500', ['replication', 'pending', 3, writtenAt + 60_000, null]],
      ['failed-in-english', 'pending', 'HTTP 502', ['replication', 'pending', 1, 1, null]],
      ['first-of-instance', 'pending', null, ['replication', 'pending', 0, 0, null]],
      ['second-of-instance', 'pending', null, ['replication', 'pending', 0, 0, null]],
      ['waiting-message', 'kept', null],
      ['replicated', 'done', null, ['replication', 'done', 1, 0, writtenAt - 500]],
      ['done-message', 'kept', null],
      ['ticket', 'kept', null],
      ['given-up', 'dead', 'HTTP 500', ['replication', 'dead', 8, 0, writtenAt - 300]],
      ['too-deep', 'dead', 'HTTP 500', ['replication', 'dead', 0, 0, writtenAt - 200]],
      ['unreadable', 'dead', 'HTTP 500'],
    ]);
    expect(held.find(({ id }) => id === 'failed')?.deliveries[0]?.zh).toEqual({ lastError: 'HTTP 500：服务器错误' });
    expect(held.find(({ id }) => id === 'waiting')?.body).toEqual({ id: 'waiting', text: '张三' });
    await store.close();
  });

  test('work that was under way goes on: leases, back-off, order and dead letters', async () => {
    await using place = await make();
    await writeVersion0(place);
    const store = await openEventStore(place.address);
    const me = { consumer: replicationConsumer, owner: 'h:1:a' };
    const claim = { ...me, owner: 'h:9:z', leaseMs: 1_000, limit: 100, appId: 'cli_1', now: writtenAt };
    expect(await store.leaseOwners(writtenAt)).toEqual(['h:1:a']);
    expect((await store.claim(claim)).map(({ id, attempts }) => [id, attempts])).toEqual([
      ['waiting', 1],
      ['expired', 2],
      ['failed-in-english', 2],
      ['first-of-instance', 1],
      ['second-of-instance', 1],
    ]);
    const [claimed] = await store.list({ ids: ['claimed'], limit: 1 });
    expect(await store.complete([claimed?.seq ?? 0], { ...me, now: writtenAt })).toBe(1);
    expect(await store.replay({ appId: 'cli_1', events: 'dead', now: writtenAt })).toBe(2);
    // What waits for nobody expires with what is done.
    expect(await store.prune({ appId: 'cli_1', before: writtenAt })).toEqual({ events: 5, expired: [] });
    await store.close();
  });

  test('the program registers replication without giving it anything twice', async () => {
    await using place = await make();
    await writeVersion0(place);
    const store = await openEventStore(place.address);
    const filter = { types: eventTypes, appIds: ['cli_1'] };
    const replication = { name: replicationConsumer, filter, from: 0, widens: true };
    expect(await store.register(replication, writtenAt)).toBe(0);
    expect((await store.stats()).consumers).toMatchObject([{ consumer: 'replication', pending: 7, done: 1, dead: 2 }]);
    await store.close();
  });

  test('numbers of events that were forgotten are not given out again', async () => {
    await using place = await make();
    await writeVersion0(place);
    const store = await openEventStore(place.address);
    const event = { appId: 'cli_1', tenantKey: 't', type: 'x', createdAt: 1, receivedAt: 1, orderKey: null, body: {} };
    await store.accept([{ ...event, id: 'next', dedupKey: 'next', via: 'webhook' }]);
    expect((await store.list({ limit: 1 })).map(({ id, seq }) => [id, seq])).toEqual([['next', version0LastSeq + 1]]);
    await store.close();
  });

  test('processes that start at once on an old store upgrade it once', async () => {
    await using place = await make();
    await writeVersion0(place);
    const stores = await Promise.all(Array.from({ length: 6 }, () => openEventStore(place.address)));
    for (const store of stores) await store.close();
    expect(await versions(place)).toEqual(all);
  });

  test('a step that fails leaves the store as it was', async () => {
    await using place = await make();
    const database = await openDatabase(place.address);
    const before = await place.shape();
    const broken: Migration = {
      name: 'broken',
      tables: [],
      statements: () => ['CREATE TABLE half (a TEXT)', 'SELECT nonsense'],
    };
    await expect(migrate(database, [...migrations, broken])).rejects.toThrow();
    expect(await place.shape()).toEqual(before);
    expect(await versions(place)).toEqual(all);
    await database.close();
  });

  test('a store that has gone through other steps is refused and left alone, however many they were', async () => {
    await using place = await make();
    await (await openEventStore(place.address)).close();
    const last = all.length;
    await place.rows(`UPDATE migrations SET name = '0099-other' WHERE version = ${last}`);
    const other = {
      family: 'config',
      code: 'store.version.other',
      message: expect.stringContaining(`step ${last} of its tables was 0099-other`),
      texts: { message: { zh: expect.stringContaining('另一个版本') } },
    };
    await expect(openEventStore(place.address)).rejects.toMatchObject(other);
    await place.rows(`DELETE FROM migrations WHERE version = ${last - 1}`);
    await expect(openEventStore(place.address)).rejects.toMatchObject(other);
    const before = await place.shape();
    await place.rows(`DELETE FROM migrations WHERE version = ${last}`);
    await place.rows(`INSERT INTO migrations (version, name) VALUES (${last - 1}, '0099-other')`);
    await expect(openEventStore(place.address)).rejects.toMatchObject({ code: 'store.version.other' });
    expect(await place.shape()).toEqual(before);
  });

  test('a store of a newer version is opened and left alone where its steps say that programs of before may go on', async () => {
    await using place = await make();
    await (await openEventStore(place.address)).close();
    const last = all.length;
    const added = (at: number, oldest: number) =>
      place.rows(`INSERT INTO migrations (version, name, oldest) VALUES (${last + at}, 'from the future', ${oldest})`);
    await added(1, last);
    await added(2, last - 3);
    const before = await place.shape();
    await (await openEventStore(place.address)).close();
    expect(await place.shape()).toEqual(before);
    // Of several steps the strictest counts, also when it is not the last.
    await added(3, last + 1);
    await added(4, last);
    await expect(openEventStore(place.address)).rejects.toMatchObject({ code: 'store.version.newer' });
  });

  test('what a step says of programs of before is kept, also in a store that was made before steps said it', async () => {
    await using place = await make();
    await (await openEventStore(place.address)).close();
    await place.rows('ALTER TABLE migrations DROP COLUMN oldest');
    await (await openEventStore(place.address)).close();
    const database = await openDatabase(place.address);
    const widened: Migration = { name: 'widened', tables: [], oldest: 4, statements: () => [] };
    await migrate(database, [...migrations, widened]);
    await database.close();
    const told = await place.rows('SELECT oldest FROM migrations WHERE version >= $1 ORDER BY version', [all.length]);
    expect(told.map(({ oldest }) => (oldest === null ? null : Number(oldest)))).toEqual([null, 4]);
  });

  test('a store of a newer version is refused with what to do, in both languages', async () => {
    await using place = await make();
    await (await openEventStore(place.address)).close();
    await place.rows(`INSERT INTO migrations (version, name) VALUES (${all.length + 1}, 'from the future')`);
    await expect(openEventStore(place.address)).rejects.toMatchObject({
      family: 'config',
      code: 'store.version.newer',
      message: expect.stringMatching(
        new RegExp(`newer Larkstream: its tables have version ${all.length + 1}, and this one supports ${all.length}`),
      ),
      texts: { message: { zh: expect.stringContaining('更新版本的 Larkstream') } },
      cure: expect.stringContaining('Install that version'),
    });
  });
});
