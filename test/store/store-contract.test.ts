import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { InboxWriter } from '../../src/events/inbox-writer.ts';
import type { ReceivedEvent } from '../../src/model/event.ts';
import type { EventStore } from '../../src/model/event-store.ts';
import { Secret } from '../../src/model/secret.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const now = 1_800_000_000_000;
let serial = 0;

function received(parts: Partial<ReceivedEvent> = {}): ReceivedEvent {
  const id = parts.id ?? `event-${serial++}`;
  return {
    id,
    dedupKey: id,
    type: 'contact.user.updated_v3',
    appId: 'cli_1',
    tenantKey: 'tenant',
    createdAt: now,
    receivedAt: now,
    via: 'webhook',
    orderKey: null,
    body: { id, text: '张三' },
    ...parts,
  };
}

/** Wants every event, as long as a test does not say otherwise. */
const everything = { name: 'replication', filter: {}, from: 0 } as const;

/** Opens the store, with a consumer that wants everything. */
async function openWith(address: string | Secret): Promise<EventStore> {
  const store = await openEventStore(address);
  await store.register(everything, now);
  return store;
}

interface Place extends AsyncDisposable {
  open(): Promise<EventStore>;
}

let postgresUrl: string;

beforeAll(async () => {
  postgresUrl = await (await sharedPostgres()).newDatabase();
}, 120_000);

function file(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-store-'));
  return {
    open: () => openWith(join(folder, 'deep', 'events.db')),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function server(): Place {
  return {
    open: () => openWith(new Secret(postgresUrl)),
    [Symbol.asyncDispose]: async () => {
      const client = new Client(postgresUrl);
      await client.connect();
      await client.query('DROP SCHEMA IF EXISTS larkstream CASCADE');
      await client.end();
    },
  };
}

describe.each([
  ['SQLite', file],
  ['Postgres', server],
])('the store in %s', (_, make) => {
  const me = { consumer: 'replication', owner: 'me', now } as const;
  const claim = { consumer: 'replication', owner: 'me', leaseMs: 1_000, limit: 100, appId: 'cli_1', now } as const;

  test('takes whatever the platform may send, or says that it never will; neighbours are stored in any case', async () => {
    await using place = make();
    const store = await place.open();
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    const odd = [
      received({ id: '\u0000' }),
      received({ id: '\ud800' }),
      received({ id: 'x'.repeat(100_000) }),
      received({ orderKey: `approval/${'x'.repeat(100_000)}` }),
      received({ type: 'a\u0000b' }),
      received({ createdAt: 1e300 }),
      received({ createdAt: 1.5 }),
      received({ body: { text: '\u0000\ud800' } }),
      received({ body: deep }),
    ];
    for (const event of odd) {
      const error: unknown = await store.accept([event]).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      // What will not pass must not look as if it might.
      if (error !== undefined) expect(error).not.toMatchObject({ family: 'transient' });
    }
    const told: ReceivedEvent[] = [];
    const inboxWriter = new InboxWriter({
      inbox: store,
      listeners: [{ stored: (events) => void told.push(...events) }],
    });
    const renamed = odd.map((event, at) => ({ ...event, appId: 'cli_2', body: { ...event.body, at } }));
    const neighbour = received({ appId: 'cli_2' });
    const isNew = await Promise.all([...renamed, neighbour].map((event) => inboxWriter.add(event)));
    expect(isNew).toEqual(isNew.map(() => true));
    const kept = (await store.list({ limit: 1_000 })).filter(({ appId }) => appId === 'cli_2');
    expect(kept).toHaveLength(odd.length + 1);
    expect(kept.filter(({ state }) => state === 'dead')).toHaveLength(1);
    expect(told.filter(({ error }) => error !== undefined)).toHaveLength(1);
    // And what the store alone can find out, by what it says.
    const picky = new InboxWriter({
      inbox: {
        accept: async (events) => {
          if (events.some(({ id, error }) => id === 'picky' && error === undefined)) throw new RangeError('never');
          return await store.accept(events);
        },
      },
    });
    const trio = ['a', 'picky', 'b'].map((id) => received({ id, appId: 'cli_3' }));
    await Promise.all(trio.map((event) => picky.add(event)));
    const states = (await store.list({ limit: 3 })).map(({ id, state, lastError }) => [id, state, lastError]);
    expect(states.toSorted()).toEqual([
      ['a', 'pending', null],
      ['b', 'pending', null],
      ['picky', 'dead', 'never'],
    ]);
    await store.close();
  });

  test('stores each event once, over restarts and within a call', async () => {
    await using place = make();
    const first = await place.open();
    const one = received();
    expect(await first.accept([one, received(), one])).toEqual([true, true, false]);
    await first.close();
    const second = await place.open();
    expect(await second.accept([one, received()])).toEqual([false, true]);
    // Another bot of the same group gets the same message id.
    expect(await second.accept([{ ...one, appId: 'cli_2' }])).toEqual([true]);
    expect((await second.list({ limit: 10 })).map(({ body }) => body)).toContainEqual({ id: one.id, text: '张三' });
    await second.close();
  });

  test('gives out what waits, in order of arrival, to one at a time, and again when the lease ends', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const events = [received(), received(), received()];
    await store.accept(events);
    const mine = await store.claim({ ...claim, limit: 2 });
    expect(mine.map(({ id }) => id)).toEqual(events.slice(0, 2).map(({ id }) => id));
    expect((await store.claim({ ...claim, owner: 'you' })).map(({ id }) => id)).toEqual([events[2]?.id]);
    expect(await store.claim({ ...claim, owner: 'you' })).toEqual([]);
    const [done, other] = mine;
    expect(await store.complete([done?.seq ?? 0], { ...me, now: now + 40 })).toBe(1);
    const late = await store.claim({ ...claim, owner: 'you', now: now + 2_000 });
    expect(late.map(({ id, attempts }) => [id, attempts])).toEqual([
      [other?.id, 2],
      [events[2]?.id, 2],
    ]);
    expect(await store.stats()).toMatchObject({
      pending: 2,
      dead: 0,
      consumers: [{ consumer: 'replication', pending: 2, done: 1, dead: 0, oldestPendingAt: now, lagMs: { p50: 40 } }],
    });
  });

  test('works on events of one key one after another', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const [a, b, c] = [received({ orderKey: 'k' }), received({ orderKey: 'k' }), received()];
    await store.accept([a, b, c]);
    const [head] = await store.claim({ ...claim, limit: 1 });
    expect((await store.claim({ ...claim, owner: 'you' })).map(({ id }) => id)).toEqual([c.id]);
    await store.fail([head?.seq ?? 0], { ...me, error: { en: 'HTTP 500', zh: 'HTTP 500' }, nextAt: now + 5_000 });
    expect(await store.claim({ ...claim, owner: 'you' })).toEqual([]);
    const later = await store.claim({ ...claim, now: now + 5_000 });
    expect(later.map(({ id }) => id)).toEqual([a.id, b.id, c.id]);
    // A letter that is dead blocks nobody.
    await store.fail([head?.seq ?? 0], { ...me, error: { en: 'HTTP 500', zh: 'HTTP 500' } });
    await store.release(
      later.map(({ seq }) => seq),
      me,
    );
    expect((await store.claim({ ...claim, now: now + 5_000 })).map(({ id }) => id)).toEqual([b.id, c.id]);
  });

  test('gives back what a process had claimed that is gone', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.accept([received(), received()]);
    await store.claim({ ...claim, limit: 1 });
    await store.claim({ ...claim, owner: 'gone' });
    expect((await store.leaseOwners(now)).toSorted()).toEqual(['gone', 'me']);
    await store.releaseLeases(['gone']);
    expect((await store.claim({ ...claim, owner: 'you' })).map(({ seq, attempts }) => [seq, attempts])).toEqual([
      [2, 1],
    ]);
  });

  test('reclaims what processes had claimed that ended, and nothing of one that lives or is elsewhere', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const [ended, living, elsewhere] = [`${hostname()}:${pid}:a`, `${hostname()}:${process.ppid}:a`, 'elsewhere:1:a'];
    const owners = [ended, living, elsewhere];
    await store.accept(owners.map(() => received()));
    for (const owner of owners) await store.claim({ ...claim, owner, limit: 1 });
    await store.reclaim('me', now);
    expect((await store.leaseOwners(now)).toSorted()).toEqual([living, elsewhere].toSorted());
  });

  test('keeps dead letters until they are replayed, and forgets what is done', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.accept([
      received({ id: 'poison', error: { en: 'no JSON', zh: '不是 JSON' } }),
      received({ id: 'good' }),
    ]);
    expect((await store.list({ state: 'dead', limit: 5 })).map(({ id, lastError, zh }) => [id, lastError, zh])).toEqual(
      [['poison', 'no JSON', { lastError: '不是 JSON' }]],
    );
    const [good] = await store.claim(claim);
    await store.complete([good?.seq ?? 0], me);
    expect(await store.prune(now + 1)).toBe(1);
    expect((await store.stats()).types).toEqual([
      { type: 'contact.user.updated_v3', pending: 0, done: 0, dead: 1, kept: 0 },
    ]);
    expect(await store.replay({ events: 'dead' })).toBe(1);
    expect((await store.claim(claim)).map(({ id }) => id)).toEqual(['poison']);
    expect(await store.replay({ events: ['poison'] })).toBe(1);
    expect((await store.claim(claim)).map(({ id, attempts }) => [id, attempts])).toEqual([['poison', 1]]);
  });

  test('remembers the newest ticket and who has installed the app, whatever the order of arrival', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const ticket = (text: string, createdAt: number): ReceivedEvent =>
      received({ type: 'app_ticket', createdAt, effect: { kind: 'ticket', ticket: new Secret(text) } });
    await store.register({ ...everything, filter: { types: ['contact.*'] } }, now);
    await store.accept([ticket('new', now), ticket('old', now - 1)]);
    expect((await store.ticket('cli_1'))?.reveal()).toBe('new');
    expect(await store.ticket('cli_2')).toBeUndefined();
    const install = (kind: 'installed' | 'uninstalled', createdAt: number): ReceivedEvent =>
      received({ type: 'app_open', createdAt, effect: { kind } });
    await store.accept([install('uninstalled', now + 1), install('installed', now)]);
    expect(await store.installations('cli_1')).toMatchObject([{ tenantKey: 'tenant', uninstalledAt: now + 1 }]);
    await store.accept([install('installed', now + 2)]);
    expect(await store.installations('cli_1')).toMatchObject([{ installedAt: now + 2, uninstalledAt: null }]);
    expect(await store.claim(claim)).toEqual([]);
    expect((await store.list({ state: 'kept', limit: 9 })).map(({ type }) => type)).toContain('app_ticket');
  });

  test('passes commands on to the process that holds a connection', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const status = {
      appId: 'cli_1',
      mode: 'long_connection',
      state: 'connected',
      since: now,
      lastConnectedAt: now,
      lastEventAt: null,
      lastPongAt: null,
      lastError: null,
      lastErrorAt: null,
      refusals: { token: 2, path: 1 },
      reconnects: 0,
      nextRetryAt: null,
      bot: 'Robot',
    } as const;
    expect(await store.report('host:1:a', status, now)).toBeUndefined();
    expect(await store.command('cli_1', 'reconnect', now)).toBe(1);
    expect(await store.report('host:1:a', status, now + 1)).toBe('reconnect');
    expect(await store.report('host:1:a', status, now + 2)).toBeUndefined();
    expect(await store.receivers()).toEqual([{ ...status, owner: 'host:1:a', heartbeatAt: now + 2 }]);
    await store.remove('host:1:a');
    expect(await store.receivers()).toEqual([]);
  });

  test('two processes that share it never work on the same event, nor out of order', async () => {
    await using place = make();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', null), { minLength: 1, maxLength: 30 }), async (keys) => {
        const stores = [await place.open(), await place.open()];
        const events = keys.map((orderKey) => received({ orderKey }));
        await Promise.all(stores.map(async (store, at) => store.accept(events.slice(at))));
        const taken: { seq: number; id: string; orderKey: string | null }[] = [];
        const work = async (store: EventStore, owner: string): Promise<void> => {
          for (;;) {
            const some = await store.claim({ ...claim, owner, limit: 2 });
            taken.push(...some);
            await store.complete(
              some.map(({ seq }) => seq),
              { consumer: 'replication', owner, now },
            );
            const { pending } = await store.stats();
            if (pending === 0) return;
          }
        };
        await Promise.all(stores.map((store, at) => work(store, `owner ${at}`)));
        const ids = taken.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect([...ids].sort()).toEqual(events.map(({ id }) => id).sort());
        for (const key of ['a', 'b']) {
          const seqs = taken.filter(({ orderKey }) => orderKey === key).map(({ seq }) => seq);
          expect(seqs).toEqual([...seqs].sort((left, right) => left - right));
        }
        for (const store of stores) await store.close();
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

test('the file is for its owner only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-mode-'));
  const path = join(folder, 'events.db');
  const store = await openEventStore(path);
  await store.accept([received()]);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the error of a store that cannot be opened names its place without its password', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-no-store-'));
  await expect(openEventStore(folder)).rejects.toMatchObject({
    code: 'store.open.failed',
    message: expect.stringContaining(folder),
  });
  const away = 'postgres://nobody:hunter2@127.0.0.1:9/none';
  const refused = await openEventStore(new Secret(away)).catch((thrown: unknown) => thrown);
  expect(refused).toMatchObject({ code: 'store.open.failed' });
  expect(String(refused)).not.toContain('hunter2');
  rmSync(folder, { recursive: true, force: true });
});

function disposable(store: EventStore): EventStore & AsyncDisposable {
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}
