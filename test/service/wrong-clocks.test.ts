import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import { newRun } from '../../src/model/service/new-run.ts';
import type { Schedule } from '../../src/model/service/schedule.ts';
import type { ServiceStore } from '../../src/model/service/service-store.ts';
import { storeAlarm } from '../../src/operations/serve/store-alarm.ts';
import { endRun } from '../../src/scheduler/end-run.ts';
import { nextDue } from '../../src/scheduler/next-due.ts';
import { runScheduler } from '../../src/scheduler/run-scheduler.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { fastClock } from '../support/fast-clock.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { receivedEvent } from '../support/received-event.ts';
import { addPipeline } from '../support/service-runs.ts';
import { newServiceStore, type OpenedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const minuteMs = 60_000;
const jumpMs = 400 * 24 * 60 * minuteMs;
const schedules: Readonly<Record<string, Schedule>> = {
  pl_live: { kind: 'live' },
  pl_every: { kind: 'every', minutes: 5 },
  pl_daily: { kind: 'cron', line: '0 2 * * *', zone: 'Asia/Shanghai' },
};
let server: PostgresDatabases;
let opened: OpenedStore;

beforeAll(async () => {
  server = await sharedPostgres();
  opened = await newServiceStore(server);
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
    alarmWithin: storeAlarm,
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
  expect(await endRun(store, { run, number: 1, end, alarmWithin: storeAlarm })).toBe(true);
  const dueAt = (await store.pipelines.find(run.pipelineId))?.dueAt;
  expect(dueAt).toBeLessThanOrEqual(await store.now());
});

test('what was heard of, ended or is held while the clock of the store was ahead is so now, and then judged like all else', async () => {
  const { store, url } = opened;
  const change = (sql: string) => server.query(url, sql.replaceAll('#', 'larkstream.'));
  const progress = { at: 1, phase: 'streaming', rows: 0, calls: 0, commits: 1, streams: {} } as const;
  for (const name of ['dead', 'alive']) {
    await addPipeline(store, `pl_${name}`, { schedule: { kind: 'live' } });
    const run = newRun({ id: `run_${name}`, pipelineId: `pl_${name}`, trigger: 'live', queuedAt: Date.now() });
    await store.runs.insert(run);
    await store.runs.beginAttempt(run.id, 'w', Date.now());
    await store.runs.note(run.id, 1, { progress });
  }
  await store.members.join({
    id: 'mem_dead',
    host: 'h',
    pid: 1,
    programVersion: '1',
    roles: [],
    slots: 0,
    startedAt: 1,
    drainingSince: undefined,
  });
  await store.leases.hold(['app'], 'mem_dead', jumpMs);
  await store.door.fail(new Map([['login:ann', { count: 99, until: Date.now() + jumpMs }]]));
  await change(`UPDATE #attempts SET seen_at = seen_at + ${jumpMs}; UPDATE #members SET seen_at = seen_at + ${jumpMs};
    UPDATE #pipelines SET succeeded_at = ${Date.now() + jumpMs}, last_ended_at = ${Date.now() + jumpMs}`);
  const lost = async () => (await store.runs.lost({ silentMs: 10_000, limit: 9 })).map(({ id }) => id);
  expect(await lost()).toEqual([]);

  await store.bringBack();
  const silentFor = (ms: number, table: string) => change(`UPDATE #${table} SET seen_at = seen_at - ${ms}`);
  await silentFor(11_000, 'attempts');
  await silentFor(11_000, 'members');
  await store.bringBack();
  await store.runs.note('run_alive', 1, { progress });
  expect(await lost()).toEqual(['run_dead']);
  expect((await store.members.find('mem_dead'))?.silentMs).toBeGreaterThanOrEqual(11_000);
  const standing = (await store.pipelines.standings(['pl_dead'], 0)).get('pl_dead');
  expect(standing?.succeededAt).toBeLessThanOrEqual(await store.now());
  expect(await store.door.failures(['login:ann'])).toEqual(new Map());
  await change(`UPDATE #leases SET until = until - 60001`);
  // Two integrations of one app need one lease.
  expect(await store.leases.hold(['app', 'app'], 'mem_next', 10_000)).toEqual(['app']);
});

test('ten runs that were begun while a clock was ahead do not hide since when a live pipeline is not followed', async () => {
  const { store } = opened;
  await addPipeline(store, 'pl_hidden', { schedule: { kind: 'live' }, createdAt: 1 });
  const progress = { at: 1, phase: 'streaming', rows: 0, calls: 0, commits: 1, streams: {} } as const;
  for (let number = 0; number <= 10; number++) {
    const id = `run_hidden_${number}`;
    const queuedAt = Date.now() + (number === 0 ? 0 : jumpMs + number);
    await store.runs.insert(newRun({ id, pipelineId: 'pl_hidden', trigger: 'live', queuedAt }));
    await store.runs.beginAttempt(id, 'w', queuedAt);
    if (number === 0) await store.runs.note(id, 1, { progress });
    await store.runs.endAttempt(id, 1, { state: 'succeeded', attemptState: 'succeeded', now: queuedAt });
  }
  await server.query(
    opened.url,
    `UPDATE larkstream.attempts SET seen_at = seen_at + ${jumpMs} WHERE run_id <> 'run_hidden_0'`,
  );
  const figures = (await store.figures()).pipelines.find(({ id }) => id === 'pl_hidden');
  expect(figures?.followedAt).toBeLessThanOrEqual(Date.now());
  const standing = (await store.pipelines.standings(['pl_hidden'], 0)).get('pl_hidden');
  expect(standing?.succeededAt, 'by the clock of the store').toBeLessThanOrEqual(await store.now());
});

test('of events that machines share only the clock of the store says who has them, when they are tried again, and which are old', async () => {
  const url = new Secret(opened.url);
  const [off, right] = await Promise.all([1, 2].map(() => openEventStore(url, { isTimedByStore: true })));
  if (off === undefined || right === undefined) throw new Error('Not opened');
  try {
    await right.register({ name: 'shared', filter: { appIds: ['cli_shared'] }, from: 0 }, Date.now());
    await right.accept([
      receivedEvent('ev_shared', { at: Date.now(), type: 't', tenantKey: 'shared', appId: 'cli_shared' }),
    ]);
    const about = { consumer: 'shared', appId: 'cli_shared', leaseMs: 120_000, limit: 9 };
    const dueFor = async () => [
      await right.dueTenants({ ...about, now: Date.now() }),
      await right.claim({ ...about, owner: 'right', now: Date.now() }),
    ];
    for (const offMs of [-jumpMs, jumpMs]) {
      const its = () => ({ ...about, owner: 'off', now: Date.now() + offMs });
      const [event] = await off.claim(its());
      const seqs = [event?.seq ?? 0];
      expect(await dueFor(), 'another works on it').toEqual([[], []]);
      expect(await off.extend(seqs, its())).toBe(1);
      expect(await right.leaseOwners(Date.now())).toEqual(['off']);
      const error = { en: 'No', zh: '否' };
      expect(await off.fail(seqs, { ...its(), error, nextAt: its().now + 60_000 })).toBe(1);
      expect(await dueFor(), 'it is tried again later').toEqual([[], []]);
      await off.prune({ appId: 'cli_shared', before: its().now - minuteMs, now: its().now });
      expect(await off.replay({ appId: 'cli_shared', events: ['ev_shared'], now: its().now })).toBe(1);
      expect(await right.dueTenants({ ...about, now: Date.now() })).toEqual(['shared']);
    }
  } finally {
    await off.close();
    await right.close();
  }
});
