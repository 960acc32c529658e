import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPipeline } from '../../src/control/runs/run-pipeline.ts';
import { findWorker } from '../../src/control/workers/list-workers.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { Balancer } from '../support/balancer.ts';
import { NextVersion } from '../support/next-version.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { addIntegration, alice, push, startReceiving } from '../support/receiving.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { addTenantPipeline, appOf, basesOf, startWholeService } from '../support/tenant-service.ts';
import { differences, tablesOfPostgres, tenantTruth } from '../support/truth.ts';

const patient = { timeout: 60_000 };
/** Longer than the balancer of the test takes to look again. */
const drain = 1;
let server: PostgresDatabases;
let sandbox: Sandbox;

beforeAll(async () => {
  server = await sharedPostgres();
  sandbox = await startSandbox({
    limits: 'off',
    users: 3,
    approvals: { definitions: 0, instancesPerDay: 0, days: 0 },
    bases: [{ tables: 1, records: 200 }],
    attendance: { days: 0 },
  });
}, 120_000);
afterAll(() => sandbox.close());

const beginNext = (next: NextVersion, folder: ServiceFolder, store: string, roles: string) =>
  Serving.begin(
    ['--store', store, '--roles', roles, '--drain', `${drain}`, '--allow-private-hosts', '--allow-base-url'],
    folder.env,
    next.main,
  );
const isReady = async (url = ''): Promise<boolean> => (await fetch(`${url}/readyz`)).ok;

test('two versions work side by side on one store while one replaces the other: every event is kept, every request answered, every run ends well, and there is a way back', async () => {
  using folder = new ServiceFolder();
  using next = new NextVersion({ isBeside: true });
  await using balancer = await Balancer.start();
  const [store, tables] = [await server.newDatabase(), await server.newDatabase()];
  const startOld = () => startWholeService(folder, { store, drainMs: drain * 1_000 });
  const old = await startOld();
  await balancer.add(old.url ?? '');
  // Without a role: it lets the test ask for runs from the first moment to the last.
  const hand = await startReceiving(folder, store, undefined, []);
  const { parts } = hand;
  const { id } = await addIntegration(old);
  await expect.poll(() => push(balancer, id), patient).toBe(200);
  const pipeline = await addTenantPipeline(parts, appOf(sandbox), { modules: basesOf(sandbox), postgres: tables });

  const workers = new Set<string>();
  const run = async (): Promise<void> => {
    const { id: runId } = await runPipeline(parts, alice, pipeline.id);
    await expect
      .poll(async () => (await parts.store.runs.find(runId))?.state, patient)
      .not.toMatch(/^(queued|running)$/);
    const attempts = await parts.store.runs.attempts(runId);
    for (const { worker } of attempts) workers.add(worker);
    expect((await parts.store.runs.find(runId))?.state, JSON.stringify(attempts)).toBe('succeeded');
  };
  await run();

  const done = new AbortController();
  const answers = new Set<string>();
  const pushed: string[] = [];
  const call = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const eventId = randomBytes(8).toString('hex');
      const sent = push(balancer, id, { eventId });
      const [status, { status: ofApi }] = await Promise.all([sent, fetch(`${balancer.url}/api/v1/me`)]);
      if (status === 200) pushed.push(eventId);
      answers.add(`${status} ${ofApi}`);
    }
  };
  const running = async (): Promise<void> => {
    while (!done.signal.aborted) await run();
  };
  const working = Promise.all([call(), call(), running()]);

  const newer = await beginNext(next, folder, store, 'api,receiver,worker,scheduler');
  await balancer.add(newer.url);
  const versions = await server.query(store, 'SELECT max(version), max(oldest) FROM larkstream.service_migrations');
  expect(Number(versions[0]?.[0])).toBe(Number(versions[0]?.[1]) + 1);
  expect(await isReady(old.url)).toBe(true);
  // One of before that dies meanwhile is started again.
  const again = await startOld();
  expect(await isReady(again.url)).toBe(true);
  await again.close();
  await old.close();
  balancer.remove(old.url ?? '');
  const lastOfOld = new Set(workers);
  await expect.poll(() => [...workers].some((worker) => !lastOfOld.has(worker)), patient).toBe(true);

  // The way back: what is older works again with the store, without a backup.
  const back = await startOld();
  await balancer.add(back.url ?? '');
  expect(await newer.stop()).toBe(0);
  balancer.remove(newer.url);
  done.abort();
  await working;
  await run();
  expect(workers).toContain(back.memberId);
  expect(balancer.failures).toEqual([]);
  expect([...answers]).toEqual(['200 401']);
  const kept = await server.query(store, 'SELECT event_id FROM larkstream.events');
  expect(kept.map(([event]) => event)).toEqual(expect.arrayContaining(pushed));
  const truth = await tenantTruth(sandbox, { attendanceFrom: '2026-01-01', nowMs: Date.now() });
  const held = await tablesOfPostgres(server, tables);
  const ofBase = Object.fromEntries(Object.entries(truth).filter(([name]) => name in held));
  expect(Object.keys(ofBase)).not.toEqual([]);
  expect(differences(ofBase, held)).toEqual({});
  for (const one of [back, hand]) await one.close();
  for (const url of [store, tables]) await server.dropDatabase(url);
}, 240_000);

test('a process that the tables of a newer version are closed to is not ready, takes no more work and does not start again; the newer one does the work', async () => {
  using folder = new ServiceFolder();
  using next = new NextVersion({ isBeside: false });
  const [store, tables] = [await server.newDatabase(), await server.newDatabase()];
  const old = await startWholeService(folder, { store });
  const { parts, memberId: id } = old;
  const pipeline = await addTenantPipeline(parts, appOf(sandbox), { modules: basesOf(sandbox), postgres: tables });
  expect(await isReady(old.url)).toBe(true);
  const newer = await beginNext(next, folder, store, 'api');
  await expect.poll(() => isReady(old.url), patient).toBe(false);
  const answer: unknown = await (await fetch(`${old.url}/readyz`)).json();
  expect(JSON.stringify(answer)).toContain('was written by a newer Larkstream');
  // Of two signs of life, it has looked before the second.
  for (let beat = 0; beat < 2; beat++) {
    const { seenAt } = await findWorker(parts, id);
    await expect.poll(async () => (await findWorker(parts, id)).seenAt, patient).toBeGreaterThan(seenAt);
  }
  const { id: runId } = await runPipeline(parts, alice, pipeline.id);
  const { seenAt } = await findWorker(parts, id);
  await expect.poll(async () => (await findWorker(parts, id)).seenAt, patient).toBeGreaterThan(seenAt);
  expect(await parts.store.runs.attempts(runId)).toEqual([]);
  await expect(startWholeService(folder, { store })).rejects.toMatchObject({ code: 'store.version.newer' });
  const worker = await beginNext(next, folder, store, 'worker');
  const state = async () =>
    (await server.query(store, `SELECT state FROM larkstream.runs WHERE id = '${runId}'`))[0]?.[0];
  await expect.poll(state, patient).toBe('succeeded');
  await old.close();
  for (const one of [newer, worker]) expect(await one.stop()).toBe(0);
  for (const url of [store, tables]) await server.dropDatabase(url);
}, 240_000);
