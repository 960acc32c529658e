import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Clock } from '../../../src/model/clock.ts';
import { Secret } from '../../../src/model/secret.ts';
import { openServiceStore } from '../../../src/store/service/open-service-store.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore, openStoreAt } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { TransactionPooler } from '../../support/transaction-pooler.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const sign = (id: string) => ({ at: 5, topic: 'run', id, kind: 'changed' }) as const;
const patience = { timeout: 30_000 };

test('who has seen a sign has seen all before it, whichever transaction began first', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = store.transaction(async ({ changes }) => {
    await changes.add(sign('slow'));
    begun.resolve();
    await goOn.promise;
  });
  await begun.promise;
  await store.changes.add(sign('quick'));
  expect(await store.changes.after(0, 9)).toEqual([{ seq: 1, ...sign('quick') }]);
  goOn.resolve();
  await slow;
  expect(await store.changes.after(1, 9)).toEqual([{ seq: 2, ...sign('slow') }]);
  expect(await store.changes.lastSeq()).toBe(2);
});

test('signs of many writers have numbers without gaps, and the last number outlives the signs', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  const other = await opened.open();
  await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      (at % 2 === 0 ? store : other).transaction(async ({ changes }) => {
        for (const id of ['a', 'b']) await changes.add(sign(`${id}${at}`));
      }),
    ),
  );
  const seqs = (await store.changes.after(0, 99)).map(({ seq }) => seq);
  expect(seqs).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  expect(await store.changes.after(38, 1)).toMatchObject([{ seq: 39 }]);
  await store.prune({ runs: 1, lines: 1, audit: 1, alerts: 1, turns: 30, sessions: 90, people: 400 }, 3_600_006);
  expect(await store.changes.after(0, 99)).toEqual([]);
  expect(await store.changes.lastSeq()).toBe(40);
});

test('who watches is called when something has changed in another process, and no more after the end', async () => {
  await using opened = await newServiceStore(server);
  const other = await opened.open();
  const ends = [new AbortController(), new AbortController()];
  let calls = [0, 0];
  ends.forEach((end, at) => {
    opened.store.watch(() => {
      calls = calls.with(at, (calls[at] ?? 0) + 1);
    }, end.signal);
  });
  // Once it listens, it says so by a call.
  await expect.poll(() => calls[0], patience).toBeGreaterThan(1);
  ends[1]?.abort();
  const before = [...calls];
  await other.changes.add(sign('x'));
  await expect.poll(() => calls[0], patience).toBeGreaterThan(before[0] ?? 0);
  expect(calls[1]).toBe(before[1]);
});

test('a watcher goes on after the server has ended its connection', async () => {
  await using opened = await newServiceStore(server);
  const end = new AbortController();
  let calls = 0;
  opened.store.watch(() => {
    calls++;
  }, end.signal);
  const name = new URL(opened.url).pathname.slice(1);
  const listening = `FROM pg_stat_activity WHERE datname = '${name}' AND query LIKE 'LISTEN%'`;
  const pid = async () => (await server.query(server.url(), `SELECT pid ${listening}`)).flat()[0];
  await expect.poll(pid, patience).toBeDefined();
  const first = await pid();
  await server.query(server.url(), `SELECT pg_terminate_backend(pid) ${listening}`);
  await expect
    .poll(async () => [await pid()].filter((one) => one !== undefined && one !== first), patience)
    .toHaveLength(1);
  const before = calls;
  await opened.store.changes.add(sign('x'));
  await expect.poll(() => calls, patience).toBeGreaterThan(before);
  end.abort();
});

test('behind a pooler, where nothing is heard, changes are found by asking', async () => {
  const url = await server.newDatabase();
  await using pooler = await TransactionPooler.start(server.port);
  const asked: (() => void)[] = [];
  // The pause between two questions ends when the test says so; other pauses never.
  const clock: Clock = {
    now: () => 1,
    elapsed: () => 1,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (ms === 5_000) asked.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const store = await openServiceStore(new Secret(pooler.through(url)), { bytes: randomBytes, clock });
  const end = new AbortController();
  let calls = 0;
  store.watch(() => {
    calls++;
  }, end.signal);
  // One call for the first answer, one when it listens.
  await expect.poll(() => [asked.length, calls], patience).toEqual([1, 2]);
  // Of this nobody hears.
  await server.query(url, 'UPDATE larkstream.service SET last_change = last_change + 1');
  asked.pop()?.();
  await expect.poll(() => [asked.length, calls], patience).toEqual([1, 3]);
  asked.pop()?.();
  await expect.poll(() => asked.length, patience).toBe(1);
  expect(calls).toBe(3);
  end.abort();
  await store.close();
  await server.dropDatabase(url);
});

test('a store that closes ends its watchers', async () => {
  await using opened = await newServiceStore(server);
  const store = await openStoreAt(opened.url);
  store.watch(() => undefined, new AbortController().signal);
  await store.close();
  store.watch(() => undefined, new AbortController().signal);
  const name = new URL(opened.url).pathname.slice(1);
  const listening = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${name}' AND query LIKE 'LISTEN%'`;
  await expect.poll(async () => (await server.query(server.url(), listening)).flat(), patience).toEqual(['0']);
});
