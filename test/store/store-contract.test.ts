import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { InboxWriter } from '../../src/events/inbox-writer.ts';
import type { ReceivedEvent } from '../../src/model/event.ts';
import type { EventStore } from '../../src/model/event-store.ts';
import { Secret } from '../../src/model/secret.ts';
import { newLeaseOwner } from '../../src/store/lease-owner.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { receivedEvent } from '../support/received-event.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const now = 1_800_000_000_000;
let serial = 0;

function received(parts: Partial<ReceivedEvent> = {}): ReceivedEvent {
  const id = parts.id ?? `event-${serial++}`;
  const body = { id, text: '张三' };
  return receivedEvent(id, { at: now, type: 'contact.user.updated_v3', tenantKey: 'tenant', body, ...parts });
}

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
  /** Past the store. */
  run(sql: string): Promise<void>;
  /** Lets no work end before it is let go; a file, which works in this process, needs none. */
  holdBack(seq: number | undefined): Promise<() => Promise<void>>;
}

let postgresUrl: string;

beforeAll(async () => {
  postgresUrl = await (await sharedPostgres()).newDatabase();
}, 120_000);

function file(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-store-'));
  return {
    open: () => openWith(join(folder, 'deep', 'events.db')),
    run: async (sql) => {
      const database = new DatabaseSync(join(folder, 'deep', 'events.db'));
      database.exec(sql);
      database.close();
    },
    holdBack: async () => async () => {},
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function server(): Place {
  const connect = async (): Promise<Client> => {
    const client = new Client({ connectionString: postgresUrl, options: '-c search_path=larkstream' });
    await client.connect();
    return client;
  };
  const run = async (sql: string): Promise<void> => {
    const client = await connect();
    await client.query(sql);
    await client.end();
  };
  return {
    open: () => openWith(new Secret(postgresUrl)),
    run,
    holdBack: async (seq) => {
      const client = await connect();
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM deliveries WHERE event_seq = $1 FOR UPDATE', [seq]);
      return () => client.end();
    },
    [Symbol.asyncDispose]: () => run('DROP SCHEMA IF EXISTS larkstream CASCADE'),
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

  test('a claim takes waiting events in order of arrival, for one owner at a time, and again when the lease ends', async () => {
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

  test('a lease that is extended in time lasts longer, and one that has ended stays so', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.accept([received()]);
    const [event] = await store.claim(claim);
    const { leaseMs } = claim;
    const seqs = [event?.seq ?? 0];
    expect(await store.extend(seqs, { ...me, owner: 'you', leaseMs, now })).toBe(0);
    const late = now + leaseMs - 1;
    expect(await store.extend(seqs, { ...me, leaseMs, now: late })).toBe(1);
    expect(await store.claim({ ...claim, owner: 'you', now: late + leaseMs - 1 })).toEqual([]);
    expect(await store.extend(seqs, { ...me, leaseMs, now: late + leaseMs })).toBe(0);
    expect(await store.claim({ ...claim, owner: 'you', now: late + leaseMs })).toHaveLength(1);
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

  test('what a clock that was far ahead has leased or put off is claimed all the same', async () => {
    await using place = make();
    const store = await place.open();
    const ahead = now + 400 * 86_400_000;
    await store.accept([received({ orderKey: 'k' }), received({ orderKey: 'k' })]);
    const [first] = await store.claim({ ...claim, owner: 'ahead', limit: 1, now: ahead });
    expect(await store.dueTenants({ ...claim, now })).toHaveLength(1);
    const again = await store.claim({ ...claim, limit: 1 });
    expect(again.map(({ seq }) => seq)).toEqual([first?.seq]);
    const error = { en: 'm', zh: 'm' };
    await store.fail([first?.seq ?? 0], { ...me, error, nextAt: ahead });
    expect((await store.claim(claim)).map(({ seq }) => seq)[0]).toBe(first?.seq);
  });

  test('events that a dead process had claimed are released', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.accept([received(), received()]);
    await store.claim({ ...claim, limit: 1 });
    await store.claim({ ...claim, owner: 'gone' });
    expect((await store.leaseOwners(now)).toSorted()).toEqual(['gone', 'me']);
    await store.releaseLeases(['gone']);
    // The attempt counts: it may be what ended the process.
    expect((await store.claim({ ...claim, owner: 'you' })).map(({ seq, attempts }) => [seq, attempts])).toEqual([
      [2, 2],
    ]);
  });

  test('finds the event that ends every process that works on it, and gives it up; the others are done meanwhile', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.accept(Array.from({ length: 120 }, (_, at) => received({ id: at === 77 ? 'poison' : `good-${at}` })));
    const lost: number[] = [];
    const lostAt: number[] = [];
    for (let minute = 0; lost.length < 14; minute++) {
      const owner = `life ${minute}`;
      const at = now + minute * 60_000;
      for (;;) {
        const claimed = await store.claim({ ...claim, owner, limit: 100, now: at });
        if (claimed.length === 0) break;
        if (claimed.some(({ id }) => id === 'poison')) {
          lost.push(claimed.length);
          lostAt.push(minute);
          break;
        }
        const seqs = claimed.map(({ seq }) => seq);
        expect(await store.complete(seqs, { ...me, owner, now: at })).toBeGreaterThan(0);
      }
      await store.releaseLeases([owner]);
    }
    expect(lost).toEqual([100, 10, 10, 10, 10, 10, 1, 1, 1, 1, 1, 1, 1, 1]);
    // A process that ends every minute for a while, for whatever reason, costs no event.
    expect(lostAt).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 22, 38, 68]);
    const later = { ...claim, now: now + 3_600_000 * 2 };
    // Those that were claimed with it are tried alone, too, and do no harm.
    for (let left = await store.claim(later); left.length > 0; left = await store.claim(later)) {
      expect(left).toHaveLength(1);
      await store.complete([left[0]?.seq ?? 0], { ...me, now: later.now });
    }
    expect(await store.stats()).toMatchObject({ pending: 0, dead: 1 });
    const [letter] = await store.list({ state: 'dead', limit: 5 });
    expect([letter?.id, letter?.lastError, letter?.zh?.lastError]).toEqual([
      'poison',
      expect.stringContaining('each of the 14 times'),
      expect.stringContaining('14 次'),
    ]);
    // A person who has found the cause has it tried as if it were new.
    expect(await store.replay({ appId: 'cli_1', events: 'dead', now: later.now })).toBe(1);
    expect((await store.claim(later)).map(({ id, attempts }) => [id, attempts])).toEqual([['poison', 1]]);
  });

  test('an event that ends its process is found although other events always wait', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const [poison, later] = [received({ orderKey: 'k' }), received({ orderKey: 'k' })];
    await store.accept([poison, later]);
    for (let life = 0; life < 6; life++) {
      await store.claim({ ...claim, limit: 1 });
      await store.releaseLeases(['me']);
    }
    const claims: string[] = [];
    for (let second = 1; second < 3_841; second += 10) {
      const other = received({ id: `at ${second}` });
      await store.accept([other]);
      const claimed = await store.claim({ ...claim, leaseMs: 1_000, now: now + second * 1_000 });
      claims.push(
        ...claimed
          .filter(({ id }) => !id.startsWith('at '))
          .map(({ id }) => `${id} alone: ${claimed.length === 1} in ${second} s`),
      );
      if (claimed.some(({ id }) => id === poison.id)) await store.releaseLeases(['me']);
      else
        await store.complete(
          claimed.map(({ seq }) => seq),
          me,
        );
    }
    expect(claims).toEqual([
      ...[61, 121, 181, 301, 541, 1021, 1981, 3781].map((second) => `${poison.id} alone: true in ${second} s`),
    ]);
    // Given up a minute after its last claim; what waited for it is worked on.
    expect((await store.claim({ ...claim, now: now + 3_841_000 })).map(({ id }) => id)).toEqual([later.id]);
    expect(await store.stats()).toMatchObject({ dead: 1 });
  });

  test.each<[name: string, work: (store: EventStore) => Promise<unknown>]>([
    ['putting back dead letters', (store) => store.replay({ appId: 'cli_1', events: 'dead', now })],
    ['forgetting a consumer', (store) => store.unregister('replication')],
    [
      'dropping what waits of a tenant',
      (store) => store.dropPending({ consumer: 'replication', appId: 'cli_1', tenantKey: 'tenant', lastSeq: 10_000 }),
    ],
  ])('%s: others come to their turn between its transactions', async (name, work) => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.accept(Array.from({ length: 1_300 }, () => received()));
    const claimed = await store.claim({ ...claim, limit: 1_300 });
    const seqs = claimed.map(({ seq }) => seq);
    const error = { en: 'no', zh: '不行' };
    await store.fail(seqs, { ...me, error, ...(name.startsWith('dropping') ? { nextAt: now + 1 } : {}) });
    const letGo = await place.holdBack(seqs.at(-1));
    let hasEnded = false;
    const working = work(store).finally(() => {
      hasEnded = true;
    });
    let isSeenHalfDone = false;
    while (!hasEnded && !isSeenHalfDone) {
      const { dead, pending } = await store.stats();
      isSeenHalfDone = [dead, pending].some((count) => count > 0 && count < 1_300);
      await new Promise(setImmediate);
    }
    await letGo();
    await working;
    expect(isSeenHalfDone).toBe(true);
    expect((await store.stats()).dead).toBe(0);
  });

  test('does not count what the living give back, however often', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.accept([received(), received()]);
    for (let round = 0; round < 10; round++) {
      const claimed = await store.claim(claim);
      expect(claimed.map(({ attempts }) => attempts)).toEqual([1, 1]);
      await store.release(
        claimed.map(({ seq }) => seq),
        me,
      );
    }
  });

  test('what comes after an event of its key that may have ended its process waits for it', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const [a, b, c] = [received({ orderKey: 'k' }), received({ orderKey: 'k' }), received()];
    await store.accept([a, b]);
    for (let life = 0; life < 6; life++) {
      await store.claim({ ...claim, limit: 1 });
      await store.releaseLeases(['me']);
    }
    await store.accept([c]);
    expect((await store.claim(claim)).map(({ id }) => id)).toEqual([c.id]);
    const [suspect] = await store.claim(claim);
    expect(suspect?.id).toBe(a.id);
    expect(await store.claim(claim)).toEqual([]);
    await store.complete([suspect?.seq ?? 0], me);
    expect((await store.claim(claim)).map(({ id }) => id)).toEqual([b.id]);
  });

  test('gives out as many bodies at once as fit into memory, and one in any case', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const megabytes = (count: number) => ({ text: 'x'.repeat(count * 1024 * 1024) });
    for (const count of [6, 6, 6, 20, 1]) await store.accept([received({ body: megabytes(count) })]);
    const sizes: number[] = [];
    for (let claimed = await store.claim(claim); claimed.length > 0; claimed = await store.claim(claim))
      sizes.push(claimed.length);
    expect(sizes).toEqual([2, 1, 1, 1]);
  });

  test('what nobody follows expires, and is counted; what was put back or is in work stays', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.register({ name: 'other', filter: { types: ['im.*'] }, from: 'now' }, now);
    const many = Array.from({ length: 1_200 }, () => received({ tenantKey: 'uninstalled' }));
    const [message, replayed, leased, fresh] = [
      received({ type: 'im.message', tenantKey: 'uninstalled' }),
      received(),
      received({ appId: 'cli_2' }),
      received({ receivedAt: now + 100 }),
    ];
    await store.accept([...many, message, replayed, leased, fresh]);
    await store.replay({ appId: 'cli_1', events: [replayed.id], now: now + 50 });
    await store.claim({ ...claim, appId: 'cli_2' });
    const [other] = await store.claim({ ...claim, consumer: 'other' });
    await store.complete([other?.seq ?? 0], { ...me, consumer: 'other', now: now + 60 });
    // The message stays with the one that is done; one that waits for another consumer does not keep it.
    expect(await store.prune({ appId: 'cli_1', before: now + 1 })).toEqual({
      events: 1_200,
      expired: [{ consumer: 'replication', count: 1_201 }],
    });
    const left = (await store.list({ limit: 10 })).map(({ id, deliveries }) => [id, deliveries.length]);
    expect(left.reverse()).toEqual([message, replayed, leased, fresh].map(({ id }) => [id, 1]));
    expect((await store.stats()).consumers).toMatchObject([
      { consumer: 'other', pending: 0, expired: 0 },
      { consumer: 'replication', pending: 3, expired: 1_201, oldestPendingAt: now },
    ]);
    const later = ['cli_1', 'cli_2'].map((appId) => store.prune({ appId, before: now + 10_000 }));
    expect(await Promise.all(later)).toMatchObject([
      { events: 3, expired: [{ count: 2 }] },
      { events: 1, expired: [{ count: 1 }] },
    ]);
    expect(await store.list({ limit: 10 })).toEqual([]);
  });

  test('a delivery whose event is not there is claimed by nobody, and goes', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.accept([received(), received()]);
    const seq = (await store.list({ limit: 5 })).at(-1)?.seq ?? 0;
    await place.run(`DELETE FROM events WHERE seq = ${seq}`);
    expect((await store.claim(claim)).map((one) => one.seq)).toEqual([seq + 1]);
    expect(await store.stats()).toMatchObject({ pending: 1 });
  });

  test.each([
    ['id', { id: '\ud800' }],
    ['key', { dedupKey: 'a\u0000b' }],
    ['type', { type: 'a\ud800' }],
    ['tenant', { tenantKey: '\udc00' }],
    ['order key', { orderKey: '\u0000' }],
  ])('refuses an event whose %s is no text that both databases keep', async (_name, odd) => {
    await using place = make();
    await using store = disposable(await place.open());
    await expect(store.accept([received(), received(odd)])).rejects.toMatchObject({
      family: 'record',
      code: 'store.value.refused',
    });
    expect(await store.list({ limit: 5 })).toEqual([]);
  });

  test.each([
    ['no name', { name: '' }],
    ['a name of blanks', { name: ' ' }],
    ['a name with a line end', { name: 'a\nb' }],
    ['a name with NUL', { name: 'a\u0000b' }],
    ['a name with half a character', { name: 'a\ud800' }],
    ['a name that turns the text around', { name: 'a\u202eb' }],
    ['a name of 101 characters', { name: 'a'.repeat(101) }],
    ['a time that is no number', { from: Number.NaN }],
    ['a time without end', { from: Number.POSITIVE_INFINITY }],
    ['half a millisecond', { from: 1.5 }],
    ['a time before all times', { from: -1 }],
    ['a type with half a character', { filter: { types: ['im.*', '\ud800'] } }],
    ['an app with NUL', { filter: { appIds: ['\u0000'] } }],
    ['a tenant with half a character', { filter: { tenantKeys: ['\udc00'] } }],
  ])('refuses a consumer with %s, and knows it not', async (_name, odd) => {
    await using place = make();
    await using store = disposable(await place.open());
    const consumer = { name: 'other', filter: {}, from: 0, ...odd };
    await expect(store.register(consumer, now)).rejects.toMatchObject({
      family: 'record',
      code: 'store.value.refused',
      cure: expect.stringContaining('Register the consumer'),
    });
    expect((await store.stats()).consumers.map((one) => one.consumer)).toEqual(['replication']);
  });

  test.each(['a', '通讯录 同步', 'crm:v2/中 (1)', '😀'.repeat(100)])('registers %s', async (name) => {
    await using place = make();
    await using store = disposable(await place.open());
    await store.register({ name, filter: {}, from: Date.parse('2026-01-01T00:00:00Z') }, now);
    expect((await store.stats()).consumers.map((one) => one.consumer)).toContain(name);
  });

  test('reclaims what processes had claimed that ended, and nothing of one that lives or is elsewhere', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const ended = newLeaseOwner(() => 0.5, pid);
    const living = newLeaseOwner(() => 0.5, process.ppid);
    // A container of the same name, where the number is that of a process that has ended here.
    const elsewhere = `${hostname()}:${pid}:feedbeef:a`;
    const owners = [ended, living, elsewhere];
    await store.accept(owners.map(() => received()));
    for (const owner of owners) await store.claim({ ...claim, owner, limit: 1 });
    await store.reclaim('me', now);
    expect((await store.leaseOwners(now)).toSorted()).toEqual([living, elsewhere].toSorted());
  });

  test('reclaims from a process elsewhere when its heartbeat stays the same, whatever the clocks say', async () => {
    await using place = make();
    await using store = disposable(await place.open());
    const [ahead, behind] = ['ahead:1:feedbeef:a', 'behind:1:feedbeef:a'];
    await store.accept([received(), received()]);
    for (const owner of [ahead, behind]) await store.claim({ ...claim, leaseMs: 3_600_000, owner, limit: 1 });
    const look = async (seconds: number): Promise<string[]> => {
      await store.reclaim('me', now + seconds * 1_000);
      return await store.leaseOwners(now + seconds * 1_000);
    };
    // Of a version that reports by its own clock.
    const report = async (owner: string, at: number): Promise<void> => {
      await store.report(owner, status);
      await place.run(`UPDATE receivers SET heartbeat_at = ${at} WHERE owner = '${owner}'`);
    };
    for (let seconds = 0; seconds <= 60; seconds += 5) {
      await report(ahead, now + 60_000 + seconds * 1_000);
      await report(behind, now - 60_000 + seconds * 1_000);
      expect(await look(seconds)).toHaveLength(2);
    }
    // One of them ends.
    for (let seconds = 65; seconds <= 75; seconds += 5) {
      await report(ahead, now + 60_000 + seconds * 1_000);
      expect(await look(seconds)).toHaveLength(2);
    }
    await report(ahead, now + 140_000);
    expect(await look(80)).toEqual([ahead]);
    expect((await store.receivers()).map(({ owner }) => owner)).toEqual([ahead]);
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
    expect(await store.prune({ appId: 'cli_1', before: now + 1 })).toEqual({ events: 1, expired: [] });
    expect((await store.stats()).types).toEqual([
      { type: 'contact.user.updated_v3', pending: 0, done: 0, dead: 1, kept: 0 },
    ]);
    expect(await store.replay({ appId: 'cli_1', events: 'dead', now })).toBe(1);
    expect((await store.claim(claim)).map(({ id }) => id)).toEqual(['poison']);
    expect(await store.replay({ appId: 'cli_1', events: ['poison'], now })).toBe(1);
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
    const silence = async () => (await store.receivers())[0]?.silentMs;
    expect(await store.report('host:1:a', status)).toBeUndefined();
    expect(await store.command('cli_1', 'reconnect')).toBe(1);
    expect(await store.report('host:1:a', status)).toBe('reconnect');
    expect(await store.report('host:1:a', status)).toBeUndefined();
    expect(await store.receivers()).toEqual([
      { ...status, owner: 'host:1:a', heartbeatAt: expect.any(Number), silentMs: expect.any(Number) },
    ]);
    expect(await silence()).toBeLessThan(10_000);
    await place.run('UPDATE receivers SET heartbeat_at = heartbeat_at - 16000');
    expect(await silence()).toBeGreaterThanOrEqual(16_000);
    expect(await store.command('cli_1', 'reconnect')).toBe(0);
    await store.report('host:1:a', status);
    expect(await silence()).toBeLessThan(10_000);
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
  });
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
