import { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../src/model/event.ts';
import type { Registration } from '../../src/model/inbox.ts';
import { Secret } from '../../src/model/secret.ts';
import type { SqlRow } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrate.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { receivedEvent } from '../support/received-event.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { migrateTo, postgresPlace, type RawPlace, sqlitePlace, writeVersion } from './old-store.ts';
import { insert, writtenAt } from './version-0.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

type Tables = ReadonlyMap<string, readonly SqlRow[]>;

/** Every row of every table but the count of migrations. */
async function rowsIn(place: RawPlace): Promise<Tables> {
  const sql =
    place.address instanceof Secret
      ? `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'larkstream'`
      : `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`;
  const names = (await place.rows(sql)).map(({ name }) => String(name)).filter((name) => name !== 'migrations');
  const tables = new Map<string, readonly SqlRow[]>();
  for (const name of names) {
    const order = name === 'consumer_revision' ? '1' : '1, 2';
    tables.set(name, await place.rows(`SELECT * FROM ${name} ORDER BY ${order}`));
  }
  return tables;
}

/** The rows with those of their columns that the others have too. */
function inColumnsOf(rows: readonly SqlRow[], others: readonly SqlRow[]): SqlRow[] {
  const columns = Object.keys(others[0] ?? {});
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => columns.includes(column))));
}

const renamed: Readonly<Record<string, string>> = { '0003-receivers connections': 'receivers' };

/** Columns that a step writes anew. */
const rewritten: Readonly<Record<string, string>> = { '0007-replicated-apps consumers': 'filter' };

/** Rows that a step deletes. */
const deleted: Readonly<Record<string, (row: SqlRow) => boolean>> = {
  '0007-replicated-apps deliveries': (row) =>
    row.app_id === 'listened' && row.consumer === 'replication' && row.state === 'pending',
};

const without = (rows: readonly SqlRow[], column = ''): SqlRow[] => rows.map(({ [column]: _, ...others }) => others);

/** What a step adds to the rows that were there. */
const added: Readonly<Record<string, (before: Tables, after: Tables) => void>> = {
  '0001-initial': () => {},
  '0002-deliveries': (before, after) => {
    const events = (before.get('events') ?? []).filter(
      ({ type }) => type !== 'im.message.receive_v1' && type !== 'app_ticket' && type !== 'unreadable',
    );
    const expected = events.map(({ seq, ...event }) => ({ ...event, event_seq: seq, consumer: 'replication' }));
    const deliveries = after.get('deliveries') ?? [];
    expect(deliveries).toEqual(inColumnsOf(expected, deliveries));
    expect(after.get('consumers')).toMatchObject([{ name: 'replication' }]);
    expect((after.get('events') ?? []).filter(({ error }) => error !== null).map(({ event_id }) => event_id)).toEqual([
      'too-deep',
      'unreadable',
    ]);
  },
  '0003-receivers': () => {},
  '0004-bounded-deliveries': (_before, after) => {
    expect(
      after.get('deliveries')?.map(({ unanswered, replayed_at }) => [Number(unanswered), Number(replayed_at)]),
    ).toEqual(Array.from({ length: 10 }, () => [0, 0]));
    expect(after.get('consumers')).toMatchObject([{ backfill_from: null }, { backfill_from: null }]);
  },
  '0005-claim-times': (before, after) => {
    const held = before.get('deliveries') ?? [];
    const zero = held.find(({ next_at }) => Number(next_at) === 0)?.next_at;
    expect(after.get('deliveries')).toEqual(held.map((row) => ({ ...row, claimed_at: zero })));
  },
  '0006-scopes-of-apps': (_before, after) => {
    const expired = after.get('expirations')?.map(({ consumer, app_id, count }) => [consumer, app_id, Number(count)]);
    expect(expired).toEqual([['replication', 'cli_1', 3]]);
    for (const consumer of after.get('consumers') ?? []) expect(consumer).not.toHaveProperty('expired');
  },
  '0007-replicated-apps': (_before, after) => {
    expect(after.get('consumers')?.map(({ name, filter }) => [name, filter])).toEqual([
      ['replication', '{"types":["contact.*"],"appIds":["cli_1","给\\"2"]}'],
      ['trigger/echo', '{"types":["contact.*"]}'],
    ]);
  },
  '0008-added-events': (_before, after) => {
    for (const one of after.get('consumers') ?? [])
      expect(one).toMatchObject({ backfill_known: null, backfill_apps: null });
  },
  '0009-who-and-where': (_before, after) => {
    for (const one of after.get('events') ?? []) expect(one).toMatchObject({ actor_id: null, chat_id: null });
  },
};

describe.each([
  ['SQLite', async () => sqlitePlace()],
  ['Postgres', () => postgresPlace(server)],
])('each migration of a store in %s', (_, make) => {
  const steps = migrations.map(({ name }, at) => ({ name, version: at + 1 }));

  test.each(steps)(
    '$name upgrades a filled store of the version before, and keeps its rows',
    async ({ name, version }) => {
      await using old = await make();
      await using fresh = await make();
      await writeVersion(old, version - 1);
      const before = await rowsIn(old);
      expect([...before].filter(([, rows]) => rows.length === 0)).toEqual([]);
      await migrateTo(old, version);
      await migrateTo(fresh, version);
      expect(await old.shape()).toEqual(await fresh.shape());
      expect(await old.rows('SELECT version FROM migrations ORDER BY version')).toEqual(
        steps.slice(0, version).map((step) => ({ version: step.version })),
      );
      const after = await rowsIn(old);
      for (const [table, rows] of before) {
        const now = after.get(renamed[`${name} ${table}`] ?? table) ?? [];
        const isDeleted = deleted[`${name} ${table}`] ?? (() => false);
        const left = rows.filter((row) => !isDeleted(row));
        const column = rewritten[`${name} ${table}`];
        expect(without(inColumnsOf(now, rows), column)).toEqual(without(inColumnsOf(left, now), column));
      }
      added[name]?.(before, after);
    },
  );

  test('every migration says what it adds', () => {
    expect(Object.keys(added)).toEqual(steps.map(({ name }) => name));
  });

  test.each([2, 3, 4, 5, 6, 7])('work that was under way at version %d goes on', async (version) => {
    await using place = await make();
    await writeVersion(place, version);
    const store = await openEventStore(place.address);
    const claim = { owner: 'h:9:z', leaseMs: 1_000, limit: 100, appId: 'cli_1', now: writtenAt };
    const claimed = await store.claim({ ...claim, consumer: 'replication' });
    expect(claimed.map(({ id, attempts }) => [id, attempts])).toEqual([
      ['waiting', 1],
      ['first-of-key', 1],
      ['second-of-key', 1],
    ]);
    expect((await store.claim({ ...claim, consumer: 'trigger/echo' })).map(({ id }) => id)).toEqual(['given-up']);
    const [held] = await store.list({ ids: ['claimed'], limit: 1 });
    expect(await store.complete([held?.seq ?? 0], { consumer: 'replication', owner: 'h:1:a', now: writtenAt })).toBe(1);
    expect(await store.replay({ appId: 'cli_1', events: 'dead', now: writtenAt })).toBe(2);
    expect(await store.receivers()).toMatchObject([{ owner: 'h:1:a', reconnects: 2 }]);
    const replication = {
      name: 'replication',
      filter: { types: ['contact.*'], appIds: ['cli_1'] },
      from: 0,
      widens: true,
    };
    expect(await store.register(replication, writtenAt)).toBe(0);
    const more = { appId: 'cli_1', tenantKey: 'tenant', type: 'contact.user.updated_v3', orderKey: null, body: {} };
    await store.accept([
      { ...more, id: 'new', dedupKey: 'new', via: 'webhook', createdAt: writtenAt, receivedAt: writtenAt },
    ]);
    const [newest] = await store.list({ limit: 1 });
    expect([newest?.id, newest?.deliveries.map(({ consumer }) => consumer)]).toEqual([
      'new',
      ['replication', 'trigger/echo'],
    ]);
    await store.close();
  });
});

describe.each([
  ['SQLite', async () => sqlitePlace()],
  ['Postgres', () => postgresPlace(server)],
])('apps that share a store in %s of the version before replication named its apps', (_, make) => {
  const event = (appId: string): ReceivedEvent =>
    receivedEvent('later', { type: 'contact.user.updated_v3', appId, at: writtenAt });
  const replicationOf = (appId: string): Registration => ({
    name: 'replication',
    filter: { types: ['contact.*'], appIds: [appId] },
    from: 0,
    widens: true,
  });

  test.each([
    ['of which replication has events done, attempted or leased', 'cli_1'],
    ['of which it has only given events back', '给"2'],
  ])('one %s gets its events though only another app registers', async (_name, appId) => {
    await using place = await make();
    await writeVersion(place, 6);
    const store = await openEventStore(place.address);
    await store.register(replicationOf('cli_new'), writtenAt);
    await store.accept([event(appId)]);
    const [newest] = await store.list({ appId, limit: 1 });
    expect(newest).toMatchObject({ id: 'later', deliveries: [{ consumer: 'replication' }, {}] });
    await store.close();
  });

  test('of one that is only listened to nothing waits for replication, until it registers and is given all of it', async () => {
    await using place = await make();
    await writeVersion(place, 6);
    const store = await openEventStore(place.address);
    await store.accept([event('listened')]);
    const before = await store.stats('listened');
    expect(before.consumers.map(({ consumer }) => consumer)).toEqual(['trigger/echo']);
    expect(await store.register(replicationOf('listened'), writtenAt)).toBe(2);
    const claim = { owner: 'me', leaseMs: 1_000, limit: 9, appId: 'listened', now: writtenAt };
    const claimed = await store.claim({ ...claim, consumer: 'replication' });
    expect(claimed.map(({ id }) => id)).toEqual(['of-listened', 'later']);
    await store.close();
  });
});

test('what expired in a store of several apps is of none of them, and is not lost', async () => {
  await using place = sqlitePlace();
  await writeVersion(place, 5);
  await place.rows(`UPDATE events SET app_id = 'cli_2' WHERE event_id = 'kept'`);
  const store = await openEventStore(place.address);
  const expired = async (...app: string[]) => (await store.stats(...app)).consumers.map((one) => one.expired);
  expect([await expired(), await expired('cli_1'), await expired('cli_2')]).toEqual([
    [3, 0],
    [0, 0],
    // Nothing was ever for its replication.
    [0],
  ]);
  await store.close();
});

test('an event that a program of the version before stores while the tables change has its delivery', async () => {
  await using place = await postgresPlace(server);
  await writeVersion(place, 1);
  const { address } = place;
  if (!(address instanceof Secret)) throw new Error('A Postgres has a secret address');
  const old = new Client({ connectionString: address.reveal(), options: '-c search_path=larkstream' });
  await old.connect();
  await old.query('BEGIN');
  const { sql, values } = insert('events', {
    app_id: 'cli_1',
    tenant_key: 'tenant',
    dedup_key: 'meanwhile',
    event_id: 'meanwhile',
    type: 'contact.user.updated_v3',
    via: 'webhook',
    created_at: writtenAt,
    received_at: writtenAt,
    body: '{}',
    state: 'pending',
  });
  await old.query(sql, [...values]);
  const opening = openEventStore(address);
  await expect
    .poll(async () => (await old.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rowCount, { timeout: 20_000 })
    .toBeGreaterThan(0);
  await old.query('COMMIT');
  const store = await opening;
  const [event] = await store.list({ ids: ['meanwhile'], limit: 1 });
  expect(event?.deliveries.map(({ consumer, state }) => [consumer, state])).toEqual([['replication', 'pending']]);
  await store.close();
  await old.end();
});
