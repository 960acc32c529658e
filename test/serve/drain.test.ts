import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPipeline } from '../../src/control/runs/run-pipeline.ts';
import { drainWorker } from '../../src/control/workers/drain-worker.ts';
import { findWorker, listWorkers } from '../../src/control/workers/list-workers.ts';
import { silentLogger } from '../../src/model/logger.ts';
import type { JobQueue } from '../../src/model/service/job-queue.ts';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import { defaultWorkerLimits, startWorker } from '../../src/operations/serve/start-worker.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { alice, startReceiving } from '../support/receiving.ts';
import { addPipeline } from '../support/service-runs.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const patient = { timeout: 30_000 };
const folder = new ServiceFolder();
let server: PostgresDatabases;
let url: string;
let service: RunningService;

beforeAll(async () => {
  server = await sharedPostgres();
  url = await server.newDatabase();
  service = await startReceiving(folder, url, undefined, ['receiver', 'worker', 'scheduler']);
}, 120_000);

afterAll(async () => {
  await service.close();
  await server.dropDatabase(url);
});

test('a worker that is drained takes no run, and takes those that wait when it works again', async () => {
  const { parts, memberId: id } = service;
  expect(await listWorkers(parts)).toMatchObject([{ id, state: 'working', pid: process.pid, runs: 0, receivers: 0 }]);
  await addPipeline(parts.store, 'pl_1');
  await drainWorker(parts, alice, { id, isDraining: true });
  // It heeds this at its next sign of life, and tells so.
  const { seenAt } = await findWorker(parts, id);
  await expect.poll(async () => (await findWorker(parts, id)).seenAt, patient).toBeGreaterThan(seenAt);
  const run = await runPipeline(parts, alice, 'pl_1');
  const attempts = async () => (await parts.store.runs.attempts(run.id)).length;
  const next = (await findWorker(parts, id)).seenAt;
  await expect.poll(async () => (await findWorker(parts, id)).seenAt, patient).toBeGreaterThan(next);
  expect([await attempts(), (await findWorker(parts, id)).state]).toEqual([0, 'drained']);
  await drainWorker(parts, alice, { id, isDraining: false });
  // The pipeline has no secrets, so that the attempt ends as soon as it has begun.
  await expect.poll(attempts, patient).toBeGreaterThan(0);
  expect((await findWorker(parts, id)).state).toBe('working');
});

test('only a process that works on runs can be drained', async () => {
  const receiver = await startReceiving(folder, url);
  const { memberId: id, parts } = receiver;
  await expect(drainWorker(parts, alice, { id, isDraining: true })).rejects.toMatchObject({ code: 'api.state.wrong' });
  await expect(drainWorker(parts, alice, { id: 'mem_0', isDraining: true })).rejects.toMatchObject({
    code: 'api.not.found',
  });
  await receiver.close();
});

const unused = (): never => {
  throw new Error('Not used here');
};

test('a worker that cannot be paused at once takes of that kind until it is paused again, and of each kind once when it goes on', async () => {
  const taking: string[] = [];
  let fails = true;
  const queue: JobQueue = {
    add: unused,
    close: unused,
    work: async ({ kind }) => {
      taking.push(kind);
      return {
        end: async () => {
          if (kind === 'live' && fails) throw new Error('The store is away');
          taking.splice(taking.indexOf(kind), 1);
        },
      };
    },
  };
  const worker = await startWorker({
    worker: 'mem_1',
    store: service.parts.store,
    queue,
    load: unused,
    alarmWithin: unused,
    logger: silentLogger,
    environment: {},
    limits: defaultWorkerLimits,
  });
  expect(taking).toEqual(['run', 'live']);
  await expect(worker.pause()).rejects.toThrow('The store is away');
  expect(taking).toEqual(['live']);
  fails = false;
  await worker.pause();
  expect(taking).toEqual([]);
  await worker.resume();
  await worker.resume();
  expect(taking).toEqual(['run', 'live']);
  worker.close();
});
