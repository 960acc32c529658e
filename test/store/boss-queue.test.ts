import { beforeAll, expect, test, vi } from 'vitest';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Job } from '../../src/model/service/job-queue.ts';
import { BossQueue, queueSchema } from '../../src/store/service/boss-queue.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
});

const open = (url: string): Promise<BossQueue> =>
  BossQueue.open({ url: new Secret(url), kinds: ['run', 'live'], logger: silentLogger });
const job = (id: string, key: string, more: Partial<Job> = {}): Job => ({ id, kind: 'run', key, group: key, ...more });

test('of a key one job works at a time, in any number of processes, and each job works once', async () => {
  const url = await server.newDatabase();
  const queues = [await open(url), await open(url)];
  const working = new Map<string, number>();
  const done: string[] = [];
  let most = 0;
  const work = async ({ id, key, data }: Job): Promise<void> => {
    expect(data).toEqual({ run: id });
    working.set(key, (working.get(key) ?? 0) + 1);
    most = Math.max(most, working.get(key) ?? 0);
    await new Promise((resolve) => setImmediate(resolve));
    working.set(key, (working.get(key) ?? 0) - 1);
    done.push(id);
  };
  for (const queue of queues) await queue.work({ kind: 'run', slots: 3, work });
  const ids = Array.from({ length: 12 }, (_, at) => `run_${at}#1`);
  for (const [at, id] of ids.entries()) {
    const one = job(id, `app ${at % 2}`, { data: { run: id } });
    // Said twice, by different processes: it is one job.
    for (const queue of queues) await queue.add(one);
  }
  await expect.poll(() => done.length, { timeout: 60_000 }).toBe(12);
  for (const queue of queues) await queue.add(job(ids[0] ?? '', 'app 0', { data: { run: ids[0] ?? '' } }));
  await queues[0]?.add(job('last', 'app 0', { data: { run: 'last' } }));
  await expect.poll(() => done, { timeout: 60_000 }).toContain('last');
  expect(done.toSorted()).toEqual([...ids, 'last'].toSorted());
  expect(most).toBe(1);
  for (const queue of queues) await queue.close();
});

test('a job that fails comes again; one for later waits', async () => {
  const url = await server.newDatabase();
  const queue = await open(url);
  const seen: string[] = [];
  await queue.work({
    kind: 'run',
    slots: 1,
    work: async ({ id }) => {
      seen.push(id);
      if (seen.filter((one) => one === 'a').length === 1) throw new Error('The store is away');
    },
  });
  await queue.add(job('later', 'other', { notBefore: Date.now() + 3_600_000 }));
  await queue.add(job('a', 'one'));
  await expect.poll(() => seen, { timeout: 60_000 }).toEqual(['a', 'a']);
  await queue.close();
});

test('whoever has lost a job is told by its signal, and closing ends what is under way', async () => {
  const url = await server.newDatabase();
  const queue = await open(url);
  const ended: string[] = [];
  let begun = 0;
  await queue.work({
    kind: 'live',
    slots: 2,
    work: async ({ id }, signal) => {
      begun++;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      ended.push(id);
    },
  });
  await queue.add({ ...job('lost', 'one'), kind: 'live' });
  await queue.add({ ...job('kept', 'two'), kind: 'live' });
  await expect.poll(() => begun, { timeout: 60_000 }).toBe(2);
  await server.query(
    url,
    "UPDATE larkstream_queue.job SET state = 'cancelled', completed_on = now() WHERE data->>'id' = 'lost'",
  );
  await expect.poll(() => ended, { timeout: 60_000 }).toEqual(['lost']);
  await queue.close();
  expect(ended).toEqual(['lost', 'kept']);
});

test('whoever takes no more ends what is under way, or hands it back, while others go on', async () => {
  const url = await server.newDatabase();
  const [leaving, staying] = [await open(url), await open(url)];
  const [begun, gate, worked] = [Promise.withResolvers<AbortSignal>(), Promise.withResolvers<void>(), [] as string[]];
  const first = await leaving.work({
    kind: 'run',
    slots: 1,
    work: async ({ id }, signal) => {
      begun.resolve(signal);
      await gate.promise;
      worked.push(`leaving ${id}`);
    },
  });
  await leaving.add(job('first', 'one'));
  const signal = await begun.promise;
  await first.end({ isHandedBack: false });
  expect(signal.aborted).toBe(false);
  await staying.work({ kind: 'run', slots: 1, work: async ({ id }) => void worked.push(`staying ${id}`) });
  await leaving.add(job('second', 'other'));
  await expect.poll(() => worked, { timeout: 20_000 }).toEqual(['staying second']);
  gate.resolve();
  await expect.poll(() => worked, { timeout: 20_000 }).toEqual(['staying second', 'leaving first']);
  await first.end({ isHandedBack: true });
  expect(signal.aborted).toBe(true);
  for (const queue of [leaving, staying]) await queue.close();
});

test('a clock that was ahead for a moment keeps no worker from looking', async () => {
  const url = await server.newDatabase();
  const [worker, other] = [await open(url), await open(url)];
  const done: string[] = [];
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  try {
    await worker.work({ kind: 'run', slots: 1, work: async ({ id }) => void done.push(id) });
    await other.add(job('ahead', 'app 1'));
    await expect.poll(() => done, { timeout: 60_000 }).toEqual(['ahead']);
  } finally {
    vi.useRealTimers();
  }
  await other.add(job('back', 'app 1'));
  await expect.poll(() => done, { timeout: 60_000 }).toEqual(['ahead', 'back']);
  for (const queue of [worker, other]) await queue.close();
});

test('what was told while the clock of the database was ahead begins when it is told again', async () => {
  const url = await server.newDatabase();
  const queue = await open(url);
  const later = job('later', 'other', { notBefore: Date.now() + 600_000 });
  for (const one of [job('told', 'one'), later]) await queue.add(one);
  await server.query(url, `UPDATE ${queueSchema}.job SET start_after = now() + interval '400 days'`);
  const done: string[] = [];
  await queue.work({ kind: 'run', slots: 2, work: async ({ id }) => void done.push(id) });
  for (const one of [job('told', 'one'), later]) await queue.add(one);
  await expect.poll(() => done, { timeout: 60_000 }).toEqual(['told']);
  const [row] = await server.query(
    url,
    `SELECT start_after BETWEEN now() + interval '5 minutes' AND now() + interval '11 minutes' FROM ${queueSchema}.job WHERE state = 'created'`,
  );
  expect(row).toEqual([true]);
  await queue.close();
});

test('what is urgent has a slot of its own, and what has become urgent while it waits goes first', async () => {
  const url = await server.newDatabase();
  const queue = await open(url);
  const begun: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const gateOf = (id: string): PromiseWithResolvers<void> => {
    const gate = gates.get(id) ?? Promise.withResolvers<void>();
    gates.set(id, gate);
    return gate;
  };
  await queue.work({
    kind: 'run',
    slots: 1,
    urgent: { slots: 1, priority: 10 },
    work: async ({ id }) => {
      begun.push(id);
      await gateOf(id).promise;
    },
  });
  await queue.add(job('long', 'one'));
  await expect.poll(() => begun, { timeout: 20_000 }).toEqual(['long']);
  for (const id of ['waits', 'waits longer']) await queue.add(job(id, id));
  await queue.add(job('person', 'two', { priority: 10 }));
  await expect.poll(() => begun, { timeout: 20_000 }).toEqual(['long', 'person']);
  // Told again after a while, it has come before the other; the slot for what is urgent is not for it.
  await queue.add(job('waits longer', 'waits longer', { priority: 20 }));
  gateOf('long').resolve();
  await expect.poll(() => begun, { timeout: 20_000 }).toEqual(['long', 'person', 'waits longer']);
  for (const id of ['person', 'waits longer', 'waits']) gateOf(id).resolve();
  await expect.poll(() => begun, { timeout: 20_000 }).toEqual(['long', 'person', 'waits longer', 'waits']);
  await queue.close();
});
