import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../src/model/event.ts';
import { Secret } from '../../src/model/secret.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { PostgresDatabase } from '../../src/store/postgres-database.ts';
import { SqlEventStore } from '../../src/store/sql-event-store.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { receivedEvent } from '../support/received-event.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const worker = new URL('claim-worker.ts', import.meta.url).pathname;
const consumers = ['replication', 'trigger/echo'];

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const received = (id: string, orderKey: string | null): ReceivedEvent =>
  receivedEvent(id, { at: Date.now(), type: 'im.message', orderKey });

interface Line {
  readonly what: 'begin' | 'end';
  readonly how: string;
  readonly consumer: string;
  readonly seq: number;
  readonly key: string | null;
  readonly owner: string;
  readonly at: string;
}

interface Worker {
  readonly child: ChildProcess;
  /** It waits for a word to begin. */
  readonly isReady: () => boolean;
  readonly lines: () => Line[];
}

function beginWorker(address: string, seed: number): Worker {
  const child = spawn(process.execPath, [worker, address, String(seed), ...consumers], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout?.on('data', (more) => (text += more));
  return {
    child,
    isReady: () => text.startsWith('ready\n'),
    lines: () =>
      text
        .split('\n')
        .slice(1, -1)
        .map((line): Line => JSON.parse(line)),
  };
}

test('processes that share a Postgres, two of them killed, work on each event alone and on each key in order', async () => {
  const address = await server.newDatabase();
  const store = await openEventStore(new Secret(address));
  for (const name of consumers) await store.register({ name, filter: {}, from: 'now' }, Date.now());
  const keys = ['a', 'b', 'c', null];
  await store.accept(Array.from({ length: 240 }, (_, at) => received(String(at), keys[at % 4] ?? null)));

  const workers = Array.from({ length: 5 }, (_, seed) => beginWorker(address, seed));
  const ended = workers.map(({ child }) => once(child, 'close'));
  for (const { isReady } of workers) await expect.poll(isReady, { timeout: 60_000 }).toBe(true);
  for (const { child } of workers) child.stdin?.write('begin\n');
  for (const { child, lines } of workers.slice(0, 2)) {
    await expect.poll(() => lines().length, { timeout: 60_000 }).toBeGreaterThan(4);
    child.kill('SIGKILL');
  }
  await Promise.all(ended.slice(0, 2));
  // Long before their leases end.
  await store.reclaim('somebody', Date.now());
  await Promise.all(ended);

  const held = await store.list({ limit: 1_000 });
  expect(held.map(({ deliveries }) => deliveries.map(({ consumer, state }) => [consumer, state]))).toEqual(
    held.map(() => consumers.map((consumer) => [consumer, 'done'])),
  );
  await store.close();
  const lines = workers
    .flatMap(({ lines: of }) => of())
    .sort((left, right) => Number(BigInt(left.at) - BigInt(right.at)));
  expect(new Set(lines.map(({ owner }) => owner)).size).toBe(5);
  const killed = new Set(workers.slice(0, 2).flatMap(({ lines: of }) => of().map(({ owner }) => owner)));
  for (const consumer of consumers) {
    const mine = lines.filter((line) => line.consumer === consumer);
    for (const key of keys.slice(0, 3)) {
      const ofKey = mine.filter((line) => line.key === key);
      const completed = new Set<number>();
      let busy: Line | undefined;
      for (const line of ofKey) {
        if (line.what === 'end') {
          if (line.how === 'complete') completed.add(line.seq);
          busy = undefined;
          continue;
        }
        // Work of a killed process has no end.
        if (busy !== undefined && !killed.has(busy.owner)) expect([busy, line]).toEqual([]);
        busy = line;
        const earlier = held.filter(({ seq, orderKey }) => orderKey === key && seq < line.seq);
        expect(earlier.filter(({ seq }) => !completed.has(seq))).toEqual([]);
      }
    }
    const counts = new Map<number, number>();
    for (const { what, how, seq, owner } of mine)
      if (what === 'end' && how === 'complete' && !killed.has(owner)) counts.set(seq, (counts.get(seq) ?? 0) + 1);
    expect([...counts.values()].filter((count) => count > 1)).toEqual([]);
  }
}, 120_000);

test('no event slips between a consumer that is registered and those who store events meanwhile', async () => {
  const address = new Secret(await server.newDatabase());
  const stores = await Promise.all(Array.from({ length: 4 }, () => openEventStore(address)));
  const [registrar, ...receivers] = stores;
  let isEnough = false;
  let stored = 0;
  const storing = receivers.map(async (store, at) => {
    for (let round = 0; !isEnough; round++) {
      await store.accept([0, 1, 2].map((one) => received(`${at}/${round}/${one}`, null)));
      stored += 3;
    }
  });
  const someMore = async (): Promise<void> => {
    const before = stored;
    await expect.poll(() => stored).toBeGreaterThan(before + 12);
  };
  for (const name of ['first', 'second', 'third']) {
    await someMore();
    await registrar?.register({ name, filter: { types: ['im.*'] }, from: 0 }, Date.now());
  }
  await someMore();
  isEnough = true;
  await Promise.all(storing);
  const held = (await registrar?.list({ limit: 100_000 })) ?? [];
  expect(held.length).toBeGreaterThan(20);
  expect(held.filter(({ deliveries }) => deliveries.length !== 3)).toEqual([]);
  for (const store of stores) await store.close();
});

test('processes that receive the same burst in different orders store each event once, and none waits for another in a circle', async () => {
  const url = await server.newDatabase();
  const stores = await Promise.all(Array.from({ length: 4 }, () => openEventStore(new Secret(url))));
  for (const store of stores) await store.register({ name: 'replication', filter: {}, from: 'now' }, 0);
  for (let round = 0; round < 4; round++) {
    const burst = Array.from({ length: 640 }, (_, at) => received(`${round}/${at}`, null));
    const answers = await Promise.all(
      stores.map((store, at) => store.accept(at % 2 === 0 ? burst : [...burst].reverse())),
    );
    expect(answers.flat().filter((isNew) => isNew)).toHaveLength(640);
  }
  for (const store of stores) await store.close();
  const deadlocks = `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`;
  expect((await server.query(url, deadlocks)).flat().map(Number)).toEqual([0]);
});

test('while one process forgets what is old, another puts it back: nothing is half there', async () => {
  const address = new Secret(await server.newDatabase());
  const [one, other] = await Promise.all([openEventStore(address), openEventStore(address)]);
  await one.register({ name: 'replication', filter: {}, from: 'now' }, 0);
  for (let round = 0; round < 20; round++) {
    const ids = Array.from({ length: 30 }, (_, at) => `${round}/${at}`);
    await one.accept(ids.map((id) => received(id, null)));
    const mine = { consumer: 'replication', owner: 'me' };
    const claimed = await one.claim({ ...mine, leaseMs: 1_000, limit: 100, appId: 'cli_1', now: Date.now() });
    await one.complete(
      claimed.map(({ seq }) => seq),
      { ...mine, now: Date.now() - 10 },
    );
    await Promise.all([
      one.prune({ appId: 'cli_1', before: Date.now() + 10 }),
      other.replay({ appId: 'cli_1', events: ids, now: 0 }),
    ]);
    const { pending } = await one.stats();
    expect(await one.list({ limit: 100 })).toHaveLength(pending);
    const left = await one.claim({ ...mine, leaseMs: 1_000, limit: 100, appId: 'cli_1', now: Date.now() });
    expect(left).toHaveLength(pending);
    await one.complete(
      left.map(({ seq }) => seq),
      { ...mine, now: Date.now() - 10 },
    );
    await one.prune({ appId: 'cli_1', before: Date.now() + 10 });
  }
  await one.close();
  await other.close();
});

test('while what is old goes, a consumer that comes is given no event without its delivery, nor the other way round', async () => {
  const address = new Secret(await server.newDatabase());
  const [one, other] = await Promise.all([openEventStore(address), openEventStore(address)]);
  for (let round = 0; round < 15; round++) {
    const ids = Array.from({ length: 700 }, (_, at) => `${round}/${at}`);
    await one.accept(ids.map((id) => ({ ...received(id, null), receivedAt: 1_000 })));
    const name = `consumer ${round}`;
    const [given] = await Promise.all([
      one.register({ name, filter: {}, from: 0 }, 1_000),
      // Nobody may work on it before it goes: what was given expires as well.
      other.prune({ appId: 'cli_1', before: 2_000 }),
    ]);
    const held = await one.list({ limit: 10_000 });
    const mine = held.flatMap(({ deliveries }) => deliveries);
    const { consumers, pending } = await one.stats();
    expect(pending).toBe(mine.length);
    expect(consumers.find(({ consumer }) => consumer === name)).toMatchObject({ expired: given - mine.length });
    await one.unregister(name);
    await one.prune({ appId: 'cli_1', before: 2_000 });
    expect(await one.list({ limit: 1 })).toEqual([]);
  }
  await one.close();
  await other.close();
});

test('while somebody puts an event back to be tried later, nobody is given what comes after it', async () => {
  const address = new Secret(await server.newDatabase());
  const database = await PostgresDatabase.open(address);
  const gate = Promise.withResolvers<void>();
  let hasWorked = false;
  const slow = new SqlEventStore({
    name: database.name,
    dialect: database.dialect,
    rows: (sql, values) => database.rows(sql, values),
    run: (sql, values) => database.run(sql, values),
    runSoon: (sql, values) => database.runSoon(sql, values),
    close: () => database.close(),
    transaction: (work, lock) =>
      database.transaction(async (connection) => {
        const result = await work(connection);
        hasWorked = true;
        await gate.promise;
        return result;
      }, lock),
  });
  const quick = await openEventStore(address);
  const late = { consumer: 'replication', owner: 'late', now: 1_000 };
  await quick.register({ name: 'replication', filter: {}, from: 'now' }, 0);
  await quick.accept([received('1', 'k'), received('2', 'k')]);
  const claim = { leaseMs: 100, limit: 1, appId: 'cli_1' };
  const [first] = await quick.claim({ ...late, ...claim, now: 0 });
  // Its lease has ended, and nobody else has taken it yet.
  const error = { en: 'HTTP 500', zh: 'HTTP 500' };
  const failing = slow.fail([first?.seq ?? 0], { ...late, error, nextAt: 60_000 });
  await expect.poll(() => hasWorked).toBe(true);
  let claimed: readonly unknown[] | undefined;
  const claiming = quick.claim({ ...claim, consumer: 'replication', owner: 'other', now: 1_000 }).then((events) => {
    claimed = events;
  });
  const isWaiting = async () => (await database.rows('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0;
  await expect.poll(async () => claimed !== undefined || (await isWaiting())).toBe(true);
  gate.resolve();
  await Promise.all([failing, claiming]);
  expect(claimed).toEqual([]);
  await slow.close();
  await quick.close();
});

test('a database whose transactions are repeatable reads by default lets no event slip by either', async () => {
  const url = await server.newDatabase();
  const database = new URL(url).pathname.slice(1);
  const client = new Client(url);
  await client.connect();
  await client.query(`ALTER DATABASE "${database}" SET default_transaction_isolation = 'repeatable read'`);
  await client.end();
  const address = new Secret(url);
  const [registrar, ...receivers] = await Promise.all(Array.from({ length: 3 }, () => openEventStore(address)));
  const storing = receivers.map(async (store, at) => {
    for (let round = 0; round < 60; round++) await store.accept([received(`${at}/${round}`, null)]);
  });
  for (const name of ['first', 'second', 'third', 'fourth'])
    await registrar?.register({ name, filter: { types: ['im.*'] }, from: 0 }, Date.now());
  await Promise.all(storing);
  const held = (await registrar?.list({ limit: 1000 })) ?? [];
  expect(held).toHaveLength(120);
  expect(held.filter(({ deliveries }) => deliveries.length !== 4)).toEqual([]);
  for (const store of [registrar, ...receivers]) await store?.close();
});
