import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { newRun } from '../../src/model/service/new-run.ts';
import type { Schedule } from '../../src/model/service/schedule.ts';
import type { ServiceStore } from '../../src/model/service/service-store.ts';
import { storeAlarm } from '../../src/operations/serve/store-alarm.ts';
import { endRun } from '../../src/scheduler/end-run.ts';
import { nextDue } from '../../src/scheduler/next-due.ts';
import { runScheduler } from '../../src/scheduler/run-scheduler.ts';
import { fastClock } from '../support/fast-clock.ts';
import { addPipeline } from '../support/service-runs.ts';
import { newServiceStore, type OpenedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const minuteMs = 60_000;
const jumpMs = 400 * 24 * 60 * minuteMs;
const alarmWithin = storeAlarm(systemClock);
const schedules: Readonly<Record<string, Schedule>> = {
  pl_live: { kind: 'live' },
  pl_every: { kind: 'every', minutes: 5 },
  pl_daily: { kind: 'cron', line: '0 2 * * *', zone: 'Asia/Shanghai' },
};
let opened: OpenedStore;

beforeAll(async () => {
  opened = await newServiceStore(await sharedPostgres());
}, 120_000);
afterAll(() => opened[Symbol.asyncDispose]());

test('a clock of the store that is 400 days ahead for a moment stops no pipeline', async () => {
  const dueAt = Date.now();
  for (const [id, schedule] of Object.entries(schedules)) await addPipeline(opened.store, id, { schedule, dueAt });
  let aheadMs = jumpMs;
  const store: ServiceStore = { ...opened.store, now: async () => (await opened.store.now()) + aheadMs };
  const stop = new AbortController();
  const scheduling = runScheduler({
    store,
    queue: { add: async () => {} },
    alarmWithin,
    clock: fastClock(20),
    bytes: randomBytes,
    logger: silentLogger,
    signal: stop.signal,
  });
  const dueIn = async (id: string) => ((await store.pipelines.find(id))?.dueAt ?? 0) - Date.now();
  for (const id of Object.keys(schedules)) await expect.poll(() => dueIn(id)).toBeGreaterThan(jumpMs / 2);
  aheadMs = 0;
  for (const [id, schedule] of Object.entries(schedules)) {
    const latest = nextDue(schedule, Date.now() + 2 * minuteMs, id) ?? 0;
    await expect.poll(() => dueIn(id)).toBeLessThanOrEqual(latest - Date.now());
  }
  stop.abort();
  await scheduling;
});

test('a live pipeline goes on at once by the clock of the store, however far ahead that of the worker is', async () => {
  const { store } = opened;
  await addPipeline(store, 'pl_asked', { schedule: { kind: 'live' } });
  const run = newRun({ id: 'run_asked', pipelineId: 'pl_asked', trigger: 'person', queuedAt: Date.now() });
  await store.runs.insert(run);
  await store.runs.beginAttempt(run.id, 'w', Date.now());
  const end = { state: 'cancelled', attemptState: 'cancelled', now: Date.now() + 60 * minuteMs } as const;
  expect(await endRun(store, { run, number: 1, end, alarmWithin })).toBe(true);
  const dueAt = (await store.pipelines.find(run.pipelineId))?.dueAt;
  expect(dueAt).toBeLessThanOrEqual(await store.now());
});
