import { beforeAll, expect, test } from 'vitest';
import { ConfigError, TransientError } from '../../src/model/errors.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { type RunReport, reportError } from '../../src/model/run-report.ts';
import { newRun } from '../../src/model/service/new-run.ts';
import type { RunProgress, ServiceRun } from '../../src/model/service/service-run.ts';
import type { AttemptResult } from '../../src/scheduler/attempt.ts';
import { RunWorker } from '../../src/scheduler/run-worker.ts';
import { scheduleDue } from '../../src/scheduler/schedule-due.ts';
import { fastClock } from '../support/fast-clock.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { addPipeline, HeldAttempts, startRuns } from '../support/service-runs.ts';
import { newServiceStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
});

const patience = { timeout: 60_000 };
const message = { en: 'm', zh: 'm' };
const report = (outcome: RunReport['outcome'] = 'done'): RunReport => ({
  version: 2,
  runId: 'r',
  sourceId: 's',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:00.000Z',
  outcome,
  streams: [],
  commits: 1,
  warnings: [],
});
const done: AttemptResult = { kind: 'report', report: report() };
const stopped: AttemptResult = { kind: 'report', report: report('stopped') };
const wrong: AttemptResult = {
  kind: 'error',
  error: reportError(new ConfigError({ code: 'config.setting.invalid', message })),
};
const passing: AttemptResult = {
  kind: 'error',
  error: reportError(new TransientError({ code: 'destination.locked', message })),
};
const progress: RunProgress = { at: 1, phase: 'snapshot', rows: 7, calls: 2, commits: 1, streams: { a: { rows: 7 } } };
const person = (id: string, pipelineId: string): ServiceRun =>
  newRun({ id, pipelineId, trigger: 'person', queuedAt: Date.now() });

test('a run that waits is worked on; what its process tells is written down, and how it ended', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const attempts = new HeldAttempts();
  await using service = await startRuns(url, store, { starter: attempts });
  await addPipeline(store, 'pl_1');
  const run = { ...person('run_1', 'pl_1'), options: { full: true } };
  expect(await store.runs.insert(run)).toBe(true);
  expect(await store.runs.insert(person('run_2', 'pl_1'))).toBe(false);
  await expect.poll(() => attempts.all.length, patience).toBe(1);
  const [attempt] = attempts.all;
  expect(attempt?.order).toMatchObject({
    runId: 'run_1',
    pipelineId: 'pl_1',
    number: 1,
    isLive: false,
    options: { full: true },
  });
  attempt?.listener.onProgress(progress);
  attempt?.listener.onLine({ at: 5, level: 'warn', message: { en: 'slow', zh: '慢' } });
  await expect.poll(async () => (await store.runs.find('run_1'))?.progress, patience).toMatchObject(progress);
  expect(await store.runs.find('run_1')).toMatchObject({ state: 'running', attempt: 1 });
  attempt?.end(done);
  await expect.poll(async () => (await store.runs.find('run_1'))?.state, patience).toBe('succeeded');
  const lines = await store.runs.lines('run_1', { afterSeq: 0, limit: 10 });
  expect(lines).toMatchObject([{ seq: 1, attempt: 1, level: 'warn', message: { en: 'slow', zh: '慢' } }]);
  expect(await store.runs.attempts('run_1')).toMatchObject([{ number: 1, worker: 'here', state: 'succeeded' }]);
  expect(service.alerts.filter((alert) => !alert.startsWith('recovered'))).toEqual([]);
});

test('a cancel reaches the work soon, and one of a run that waits at once', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const attempts = new HeldAttempts();
  await using _service = await startRuns(url, store, { starter: attempts });
  await addPipeline(store, 'pl_1');
  await addPipeline(store, 'pl_2', { integrationId: 'in_1' });
  await store.runs.insert(person('run_1', 'pl_1'));
  await expect.poll(() => attempts.all.length, patience).toBe(1);
  // The budget of the app is in use, so that this one waits.
  await store.runs.insert(person('run_2', 'pl_2'));
  expect(await store.runs.askCancel('run_2', Date.now())).toBe(true);
  expect((await store.runs.find('run_2'))?.state).toBe('cancelled');
  const askedAt = Date.now();
  await store.runs.askCancel('run_1', askedAt);
  await expect.poll(() => attempts.all[0]?.isStopped, patience).toBe(true);
  expect(Date.now() - askedAt).toBeLessThan(20_000);
  attempts.all[0]?.end(stopped);
  await expect.poll(async () => (await store.runs.find('run_1'))?.state, patience).toBe('cancelled');
  expect(attempts.all.length).toBe(1);
});

test('an attempt that takes too long is stopped; the run goes on in another one', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const attempts = new HeldAttempts();
  await using _service = await startRuns(url, store, { starter: attempts, timeLimitMs: 1 });
  await addPipeline(store, 'pl_1');
  await store.runs.insert(person('run_1', 'pl_1'));
  await expect.poll(() => attempts.all[0]?.isStopped, patience).toBe(true);
  attempts.all[0]?.end(stopped);
  await expect.poll(async () => (await store.runs.find('run_1'))?.state, patience).toBe('queued');
  expect(await store.runs.attempts('run_1')).toMatchObject([{ state: 'failed', error: { code: 'run.time.limit' } }]);
});

test('a process that stops does not wait for a store that stays away', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  await addPipeline(store, 'pl_1');
  await store.runs.insert(person('run_1', 'pl_1'));
  const stop = new AbortController();
  const gone = new TransientError({ code: 'store.write.failed', message: { en: 'm', zh: 'm' } });
  const away: typeof store = {
    ...store,
    transaction: (work) => (stop.signal.aborted ? Promise.reject(gone) : store.transaction(work)),
  };
  const attempts = new HeldAttempts();
  const worker = new RunWorker({
    worker: 'here',
    store: away,
    starter: attempts,
    load: async () => ({ text: '{}', secrets: {} }),
    alarmWithin: () => ({ raise: async () => undefined, recover: async () => undefined }),
    clock: fastClock(50),
    logger: silentLogger,
    timeLimitMs: 3_600_000,
  });
  const working = worker.work(
    { id: 'run_1#1', kind: 'run', key: 'k', group: 'g', data: { run: 'run_1', attempt: 1 } },
    stop.signal,
  );
  await expect.poll(() => attempts.all.length, patience).toBe(1);
  stop.abort();
  attempts.all[0]?.end(stopped);
  await expect(working).rejects.toMatchObject({ code: 'store.write.failed' });
});

test('an attempt whose process does nothing any more is ended, and the run goes on with another', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const attempts = new HeldAttempts();
  await using _service = await startRuns(url, store, { starter: attempts, clock: fastClock(300) });
  await addPipeline(store, 'pl_1');
  await store.runs.insert(person('run_1', 'pl_1'));
  await expect.poll(() => attempts.all[0]?.isKilled, patience).toBe(true);
  await expect.poll(async () => (await store.runs.find('run_1'))?.state, patience).toBe('queued');
  expect(await store.runs.attempts('run_1')).toMatchObject([{ state: 'failed', error: { code: 'run.process.died' } }]);
});

test('of one app and tenant one run works at a time', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const attempts = new HeldAttempts();
  await using _service = await startRuns(url, store, { starter: attempts });
  for (const id of ['pl_1', 'pl_2', 'pl_3']) {
    await addPipeline(store, id, { integrationId: id === 'pl_3' ? 'in_other' : 'in_shared' });
    await store.runs.insert(person(`run_${id}`, id));
  }
  await expect.poll(() => attempts.all.length, patience).toBe(2);
  expect(attempts.all.map(({ order }) => order.pipelineId).toSorted()).toEqual([expect.any(String), 'pl_3']);
  attempts.all.find(({ order }) => order.pipelineId !== 'pl_3')?.end(done);
  await expect.poll(() => attempts.all.length, patience).toBe(3);
  for (const attempt of attempts.all) attempt.end(done);
  await expect.poll(async () => (await store.runs.page({ limit: 10 }, { state: 'succeeded' })).total, patience).toBe(3);
});

test('what passes is tried again with a greater fence; the third failure that a person must mend pauses the pipeline', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const attempts = new HeldAttempts();
  await using service = await startRuns(url, store, { starter: attempts });
  await addPipeline(store, 'pl_1', { schedule: { kind: 'every', minutes: 60 }, dueAt: Date.now() + 3_600_000 });
  await store.runs.insert(person('run_1', 'pl_1'));
  await expect.poll(() => attempts.all.length, patience).toBe(1);
  attempts.all[0]?.end(passing);
  await expect.poll(async () => (await store.runs.find('run_1'))?.state, patience).toBe('queued');
  await expect.poll(() => attempts.all.length, patience).toBe(2);
  const [first, second] = attempts.all.map(({ order }) => order);
  expect(second?.number).toBe(2);
  expect(second?.fence).toBeGreaterThan(first?.fence ?? Number.POSITIVE_INFINITY);
  const tried = await store.runs.attempts('run_1');
  expect((tried[1]?.startedAt ?? 0) - (tried[0]?.finishedAt ?? 0)).toBeGreaterThanOrEqual(5_000);
  attempts.all[1]?.end(wrong);
  for (const [at, id] of ['run_1', 'run_2', 'run_3'].entries()) {
    if (at > 0) {
      await store.runs.insert(person(id, 'pl_1'));
      await expect.poll(() => attempts.all.length, patience).toBe(at + 2);
      attempts.all[at + 1]?.end(wrong);
    }
    await expect.poll(async () => (await store.runs.find(id))?.state, patience).toBe('failed');
  }
  await expect.poll(async () => (await store.pipelines.find('pl_1'))?.state, patience).toBe('paused');
  expect(await store.pipelines.find('pl_1')).toMatchObject({ configFailures: 3, dueAt: undefined });
  await expect.poll(() => service.alerts, patience).toContain('pipeline.paused pl_1');
  expect(service.alerts).toContain('run.failed pl_1');
});

test('a live pipeline begins by itself, is stopped by a cancel, and begun again after a loss', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const attempts = new HeldAttempts();
  await using _service = await startRuns(url, store, { starter: attempts });
  await addPipeline(store, 'pl_1', { schedule: { kind: 'live' }, dueAt: Date.now() });
  await expect.poll(() => attempts.all.length, patience).toBe(1);
  expect(attempts.all[0]?.order).toMatchObject({ isLive: true, number: 1 });
  attempts.all[0]?.end(passing);
  await expect.poll(() => attempts.all.length, patience).toBe(2);
  expect(attempts.all[1]?.order).toMatchObject({ isLive: true, number: 2, runId: attempts.all[0]?.order.runId });
  const id = attempts.all[0]?.order.runId ?? '';
  await store.runs.askCancel(id, Date.now());
  await expect.poll(() => attempts.all[1]?.isStopped, patience).toBe(true);
  attempts.all[1]?.end({ kind: 'report', report: undefined });
  await expect.poll(async () => (await store.runs.find(id))?.state, patience).toBe('cancelled');
});

test('a worker that ends hands back what it works on; the next one goes on with it', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const first = new HeldAttempts();
  const leaving = await startRuns(url, store, { starter: first, worker: 'one' });
  await addPipeline(store, 'pl_1');
  await store.runs.insert(person('run_1', 'pl_1'));
  await expect.poll(() => first.all.length, patience).toBe(1);
  const closing = leaving[Symbol.asyncDispose]();
  await expect.poll(() => first.all[0]?.isStopped, patience).toBe(true);
  first.all[0]?.end(stopped);
  await closing;
  const second = new HeldAttempts();
  await using _service = await startRuns(url, store, { starter: second, worker: 'two' });
  await expect.poll(() => second.all.length, patience).toBe(1);
  second.all[0]?.end(done);
  await expect.poll(async () => (await store.runs.find('run_1'))?.state, patience).toBe('succeeded');
  expect(await store.runs.attempts('run_1')).toMatchObject([
    { worker: 'one', state: 'cancelled' },
    { worker: 'two', state: 'succeeded' },
  ]);
});

test('a run whose worker is silent is taken back, and what the silent one still tells counts for nothing', async () => {
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  await addPipeline(store, 'pl_1');
  await store.runs.insert(person('run_1', 'pl_1'));
  const zombie = await store.runs.beginAttempt('run_1', 'gone', Date.now());
  await server.query(url, 'UPDATE larkstream.attempts SET seen_at = seen_at - 60000');
  const attempts = new HeldAttempts();
  await using _service = await startRuns(url, store, { starter: attempts });
  await expect.poll(() => attempts.all.length, patience).toBe(1);
  expect(attempts.all[0]?.order.number).toBe(2);
  expect(attempts.all[0]?.order.fence).toBeGreaterThan(zombie?.fence ?? Number.POSITIVE_INFINITY);
  const end = { state: 'succeeded', attemptState: 'succeeded', report: report(), now: Date.now() } as const;
  expect(await store.runs.note('run_1', 1, { progress })).toBe(false);
  expect(await store.runs.endAttempt('run_1', 1, end)).toBe(false);
  attempts.all[0]?.end(done);
  await expect.poll(async () => (await store.runs.find('run_1'))?.state, patience).toBe('succeeded');
});

test('many schedulers at once: each time of each pipeline begins one run', async () => {
  await using opened = await newServiceStore(server);
  const stores = [opened.store, await opened.open(), await opened.open()];
  const now = Date.UTC(2026, 0, 1);
  const ids = Array.from({ length: 40 }, (_, at) => `pl_${at}`);
  for (const id of ids) {
    await addPipeline(opened.store, id, { schedule: { kind: 'every', minutes: 1 }, dueAt: now - 1 });
  }
  const bytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
  for (let round = 0; round < 4; round++) {
    const at = now + round * 60_000;
    const scheduled = await Promise.all(
      stores.flatMap((store) => [1, 2].map(() => scheduleDue({ store, now: at, bytes }))),
    );
    const begun = scheduled.flat();
    expect(begun.map(({ pipelineId }) => pipelineId).toSorted()).toEqual(ids.toSorted());
    // In the second round all are open still: the time is passed over.
    expect(begun.filter(({ run }) => run !== undefined).length).toBe(round === 1 ? 0 : ids.length);
    if (round === 0) continue;
    for (const run of await opened.store.runs.waiting(100)) await opened.store.runs.askCancel(run.id, at);
  }
  expect((await opened.store.runs.page({ limit: 1 }, {})).total).toBe(ids.length * 3);
});
