import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findWorker } from '../../src/control/workers/list-workers.ts';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import { ConfigError, TransientError } from '../../src/model/errors.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { reportError } from '../../src/model/run-report.ts';
import type { Job } from '../../src/model/service/job-queue.ts';
import type { LoadedConfig } from '../../src/model/service/loaded-config.ts';
import { newRun } from '../../src/model/service/new-run.ts';
import type { AttemptEnd, RunProgress, ServiceRun } from '../../src/model/service/service-run.ts';
import { Membership } from '../../src/operations/serve/membership.ts';
import { storeAlarm } from '../../src/operations/serve/store-alarm.ts';
import type { AlarmWithin } from '../../src/scheduler/after-run.ts';
import { endRun } from '../../src/scheduler/end-run.ts';
import { HandOver } from '../../src/scheduler/hand-over.ts';
import { runScheduler } from '../../src/scheduler/run-scheduler.ts';
import { RunWorker } from '../../src/scheduler/run-worker.ts';
import { TakeBack } from '../../src/scheduler/take-back.ts';
import { fastClock } from '../support/fast-clock.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { addPipeline, HeldAttempts } from '../support/service-runs.ts';
import { newServiceStore, type OpenedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { SkippingClock } from '../support/skipping-clock.ts';

const silenceMs = 10_000;
const minuteMs = 60_000;
let server: PostgresDatabases;
let opened: OpenedStore;
let numbers = 0;
let pipelineId = '';

beforeAll(async () => {
  server = await sharedPostgres();
  opened = await newServiceStore(server);
}, 120_000);
afterAll(() => opened[Symbol.asyncDispose]());
beforeEach(async () => {
  numbers += 1;
  pipelineId = `pl_${numbers}`;
  await addPipeline(opened.store, pipelineId, { schedule: { kind: 'manual' } });
});

async function add(trigger: ServiceRun['trigger'] = 'person', to = pipelineId): Promise<ServiceRun> {
  numbers += 1;
  const run = newRun({ id: `run_${numbers}`, pipelineId: to, trigger, queuedAt: Date.now() });
  await opened.store.runs.insert(run);
  return run;
}

/** The scheduler of another machine, whose clock is right. */
const takeBack = async (): Promise<string[]> => {
  const taking = new TakeBack({
    store: opened.store,
    alarmWithin: storeAlarm,
    clock: systemClock,
    logger: silentLogger,
  });
  const lost = await taking.look();
  for (const run of lost) expect(await taking.one(run)).toBe(true);
  return lost.map(({ id }) => id);
};
const passes = (table: 'attempts' | 'members', ms: number) =>
  server.query(opened.url, `UPDATE larkstream.${table} SET seen_at = seen_at - ${ms}`);
const alerts = async (): Promise<string[]> => {
  const { items } = await opened.store.alerts.page({ limit: 99 }, { isOpen: true });
  return items.filter(({ subjectId }) => subjectId === pipelineId).map(({ kind }) => kind);
};

test.each([-15_000, 15_000])(
  'a worker whose clock is %i ms off loses no run, and is missed as soon as any other',
  async (off) => {
    const { store } = opened;
    const clock: Clock = { now: () => Date.now() + off, elapsed: () => Date.now() + off, sleep: systemClock.sleep };
    const member = { id: `mem_${off}`, roles: ['worker'], slots: 1, programVersion: '1' } as const;
    const membership = new Membership({
      members: store.members,
      assertStore: () => store.assertVersion(),
      member,
      keys: { prints: () => [], unopened: async () => [] },
      clock,
      logger: silentLogger,
    });
    await membership.join();
    const run = await add();
    await store.runs.beginAttempt(run.id, member.id, clock.now());
    expect(await takeBack()).toEqual([]);
    await passes('attempts', 6_000);
    expect(await takeBack()).toEqual([]);
    await store.runs.note(run.id, 1, {});
    await passes('attempts', 6_000);
    expect(await takeBack()).toEqual([]);
    await passes('attempts', silenceMs - 6_000 + 1);
    expect(await takeBack()).toEqual([run.id]);
    const state = async () => (await findWorker({ store }, member.id)).state;
    expect(await state()).toBe('working');
    await passes('members', 5_000);
    expect(await state()).toBe('working');
    await passes('members', 10_001);
    expect(await state()).toBe('silent');
    await membership.leave();
  },
);

test('a process whose row is gone enters again with all that it was, and does not forget that a person has drained it', async () => {
  const { members } = opened.store;
  const member = { id: 'mem_gone', roles: ['api', 'worker'], slots: 3, programVersion: '1' } as const;
  const assertStore = () => opened.store.assertVersion();
  const clock = new SkippingClock(Date.now(), () => false);
  const keys = { prints: () => [], unopened: async () => [] };
  const membership = new Membership({ members, assertStore, member, keys, clock, logger: silentLogger });
  const told: boolean[] = [];
  membership.onDrain(async (isDraining) => void told.push(isDraining));
  await membership.join();
  const before = await members.find(member.id);
  const again = async () => {
    await members.leave(member.id);
    await expect.poll(() => members.find(member.id)).toBeDefined();
    return await members.find(member.id);
  };
  const [host, startedAt] = [before?.host, before?.startedAt];
  expect(await again()).toMatchObject({ ...member, host, startedAt, drainingSince: undefined });
  await members.drain(member.id, 70);
  await expect.poll(() => told).toEqual([true]);
  expect(await again()).toMatchObject({ ...member, drainingSince: 70 });
  await membership.leave();
  expect(await members.find(member.id)).toBeUndefined();
});

test('a process that a newer version has overtaken says so once, and is heard of all the same', async () => {
  const { members } = opened.store;
  const member = { id: 'mem_old', roles: ['worker'], slots: 3, programVersion: '1' } as const;
  const warnings: string[] = [];
  const logger = {
    ...silentLogger,
    warn: (text: string, details?: object) => void warnings.push(`${text} ${JSON.stringify(details)}`),
  };
  const clock = new SkippingClock(Date.now(), () => false);
  const keys = { prints: () => [], unopened: async () => [] };
  const assertStore = () => opened.store.assertVersion();
  const membership = new Membership({ members, assertStore, member, keys, clock, logger });
  await server.query(opened.url, `INSERT INTO larkstream.service_migrations (version, name) VALUES (99, '0099-later')`);
  try {
    await membership.join();
    for (let beat = 0; beat < 3; beat++) {
      await server.query(opened.url, `UPDATE larkstream.members SET seen_at = 0 WHERE id = 'mem_old'`);
      const seenAt = async () =>
        (await server.query(opened.url, `SELECT seen_at FROM larkstream.members WHERE id = 'mem_old'`)).flat()[0];
      await expect.poll(seenAt).not.toBe('0');
    }
    expect(warnings).toEqual([
      expect.stringMatching(/is of a newer version than this process.*stop it.*store\.version\.newer/),
    ]);
    await members.leave(member.id);
    await membership.leave();
    expect(await members.find(member.id)).toBeUndefined();
  } finally {
    await server.query(opened.url, 'DELETE FROM larkstream.service_migrations WHERE version = 99');
  }
});

test('an attempt is not taken for lost while its configuration is loaded, however long that takes', async () => {
  const { store } = opened;
  const run = await add();
  const attempts = new HeldAttempts();
  const loading = Promise.withResolvers<LoadedConfig>();
  let now = Date.now();
  const hasty: Clock = {
    now: () => now,
    elapsed: () => now,
    sleep: async (ms) => {
      now += ms;
      await new Promise(setImmediate);
    },
  };
  const worker = new RunWorker({
    worker: 'slow',
    store,
    starter: attempts,
    load: () => loading.promise,
    alarmWithin: storeAlarm,
    clock: hasty,
    logger: silentLogger,
    timeLimitMs: 3_600_000,
  });
  const job = { id: 'j', kind: 'run', key: 'k', group: 'g', data: { run: run.id, attempt: 1 } };
  const working = worker.work(job, new AbortController().signal);
  const state = async () => (await store.runs.find(run.id))?.state;
  await expect.poll(state).toBe('running');
  await passes('attempts', 60_000);
  const lost = async () => await store.runs.lost({ silentMs: silenceMs, limit: 9 });
  await expect.poll(lost).toEqual([]);
  expect(attempts.all).toEqual([]);
  loading.resolve({ text: '{}', secrets: {} });
  await expect.poll(() => attempts.all.length).toBe(1);
  attempts.all[0]?.end({ kind: 'report', report: undefined });
  await working;
  expect(await state()).toBe('queued');
});

/** Time that passes fast, and a clock on the wall that a test sets. */
function setClock(): Clock & { offMs: number } {
  const fast = fastClock(50);
  return {
    offMs: 0,
    now() {
      return Date.now() + this.offMs;
    },
    elapsed: fast.elapsed,
    sleep: fast.sleep,
  };
}

/** Time that only passes while somebody sleeps, however slow the machine is. */
function steppedClock(): Clock & { offMs: number } {
  let passed = Date.now();
  return {
    offMs: 0,
    now() {
      return passed + this.offMs;
    },
    elapsed: () => passed,
    sleep: async (ms) => {
      passed += ms;
      await new Promise(setImmediate);
    },
  };
}

test.each([-60, 400 * 24 * 60])(
  'a clock that is set by %i minutes silences neither an attempt nor a process; what is lost is taken back all the same',
  async (minutes) => {
    const { store } = opened;
    const clock = setClock();
    const member = { id: `mem_set_${minutes}`, roles: ['worker'], slots: 1, programVersion: '1' } as const;
    const membership = new Membership({
      members: store.members,
      assertStore: () => store.assertVersion(),
      member,
      keys: { prints: () => [], unopened: async () => [] },
      clock,
      logger: silentLogger,
    });
    await membership.join();
    await addPipeline(store, `${pipelineId}_lost`, { schedule: { kind: 'manual' } });
    const [run, lostRun] = [await add(), await add('person', `${pipelineId}_lost`)];
    const attempts = new HeldAttempts();
    const worker = new RunWorker({
      worker: member.id,
      store,
      starter: attempts,
      load: async () => ({ text: '{}', secrets: {} }),
      alarmWithin: storeAlarm,
      clock,
      logger: silentLogger,
      timeLimitMs: 3_600_000,
    });
    const job = { id: 'j', kind: 'run', key: 'k', group: 'g', data: { run: run.id, attempt: 1 } };
    const working = worker.work(job, new AbortController().signal);
    await expect.poll(() => attempts.all.length).toBe(1);
    const stop = new AbortController();
    const stepped = steppedClock();
    const taking = new TakeBack({ store, alarmWithin: storeAlarm, clock: stepped, logger: silentLogger });
    await taking.look();
    clock.offMs = minutes * minuteMs;
    stepped.offMs = clock.offMs;
    await passes('attempts', 60_000);
    await passes('members', 60_000);
    const silence = async () => (await store.members.find(member.id))?.silentMs;
    await expect.poll(silence).toBeLessThan(50_000);
    const lost = async () => (await store.runs.lost({ silentMs: silenceMs, limit: 9 })).map(({ id }) => id);
    await expect.poll(lost).not.toContain(run.id);

    await store.runs.beginAttempt(lostRun.id, 'gone', Date.now());
    await passes('attempts', silenceMs + 1);
    const following = taking.follow(stop.signal);
    const stateOf = async ({ id }: ServiceRun) => (await store.runs.find(id))?.state;
    await expect.poll(() => stateOf(lostRun)).toBe('queued');
    stop.abort();
    await following;

    attempts.all[0]?.end({ kind: 'report', report: undefined });
    await working;
    await membership.leave();
  },
);

test('an attempt that was taken for lost ends, and the pipeline goes on with the next one', async () => {
  const { store } = opened;
  const run = await add();
  const attempts = new HeldAttempts();
  const workers = [setClock(), setClock()].map(
    (clock) =>
      new RunWorker({
        worker: 'set back',
        store,
        starter: attempts,
        load: async () => ({ text: '{}', secrets: {} }),
        alarmWithin: storeAlarm,
        clock,
        logger: silentLogger,
        timeLimitMs: 3_600_000,
      }),
  );
  const work = (attempt: number): Promise<void> | undefined =>
    workers[attempt - 1]?.work(
      { id: `j${attempt}`, kind: 'run', key: 'k', group: 'g', data: { run: run.id, attempt } },
      new AbortController().signal,
    );
  const first = work(1);
  await expect.poll(() => attempts.all.length).toBe(1);
  await store.runs.endAttempt(run.id, 1, { state: 'requeue', attemptState: 'lost', now: Date.now() });
  await first;
  expect(attempts.all[0]?.isKilled).toBe(true);
  const second = work(2);
  await expect.poll(() => attempts.all.length).toBe(2);
  attempts.all[1]?.end({ kind: 'report', report: undefined });
  await second;
  expect((await store.runs.attempts(run.id)).map(({ number, state }) => [number, state])).toEqual([
    [1, 'lost'],
    [2, 'failed'],
  ]);
});

test('runs are taken back however long it takes to hand over, and one that cannot be keeps no other from it', async () => {
  const { store, url } = opened;
  const clock = new SkippingClock(Date.now(), () => false);
  await addPipeline(store, 'pl_other', { schedule: { kind: 'manual' } });
  const [unreadable, other] = [await add(), await add('person', 'pl_other')];
  for (const { id } of [unreadable, other]) {
    await store.runs.beginAttempt(id, 'w', Date.now());
    await store.runs.endAttempt(id, 1, { state: 'requeue', attemptState: 'cancelled', now: Date.now() });
    await store.runs.beginAttempt(id, 'w', Date.now());
  }
  await passes('attempts', 60_000);
  await server.query(
    url,
    `UPDATE larkstream.attempts SET error = '7' WHERE run_id = '${unreadable.id}' AND number = 1`,
  );
  const warnings: string[] = [];
  const logger = {
    ...silentLogger,
    warn: (text: string, details = {}) => warnings.push(`${text} ${JSON.stringify(details)}`),
  };
  const slowly = () => clock.sleep(6_000).then(() => []);
  const runs = new Proxy(store.runs, {
    get: (target, name) => (name === 'waiting' ? slowly : Reflect.get(target, name).bind(target)),
  });
  const stop = new AbortController();
  const scheduling = runScheduler({
    store: { ...store, runs },
    queue: { add: async () => {} },
    alarmWithin: storeAlarm,
    clock,
    bytes: randomBytes,
    logger,
    signal: stop.signal,
  });
  await expect.poll(async () => (await store.runs.find(other.id))?.state).toBe('queued');
  const isTold = (what: string, { id }: ServiceRun) => warnings.some((one) => one.startsWith(what) && one.includes(id));
  expect(isTold('A run whose worker is lost could not be taken back', unreadable)).toBe(true);
  await server.query(
    url,
    `UPDATE larkstream.attempts SET error = NULL WHERE run_id = '${unreadable.id}' AND number = 1`,
  );
  await expect.poll(async () => (await store.runs.find(unreadable.id))?.state).toBe('queued');
  stop.abort();
  await scheduling;
});

test('a run whose worker is lost six times in a row fails, and people are told as of any failure', async () => {
  const { store } = opened;
  for (const told of [[], ['run.failed']]) {
    const run = await add();
    for (let attempt = 1; attempt <= 6; attempt++) {
      expect(await store.runs.beginAttempt(run.id, 'w', Date.now())).toMatchObject({ number: attempt });
      await passes('attempts', silenceMs + 1);
      expect(await takeBack()).toEqual([run.id]);
    }
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'failed', error: { code: 'run.lost' } });
    expect(await alerts()).toEqual(told);
  }
});

const passing = reportError(new TransientError({ code: 'destination.locked', message: { en: 'm', zh: 'm' } }));
const heard: RunProgress = { at: 1, phase: 'snapshot', rows: 7, calls: 2, commits: 3, streams: {} };

/** A worker on a machine whose clock is an hour ahead; each of its attempts goes on for so long, and then fails. */
function failingWorker(lastsMs: number) {
  let aheadMs = 60 * minuteMs;
  const attempts = new HeldAttempts();
  const worker = new RunWorker({
    worker: 'ahead',
    store: opened.store,
    starter: attempts,
    load: async () => ({ text: '{}', secrets: {} }),
    alarmWithin: storeAlarm,
    clock: { now: () => Date.now() + aheadMs, elapsed: () => Date.now() + aheadMs, sleep: fastClock(50).sleep },
    logger: silentLogger,
    timeLimitMs: 23 * 60 * minuteMs,
  });
  return async (run: ServiceRun, attempt: number, progress: RunProgress = heard): Promise<void> => {
    const job = { id: 'j', kind: 'run', key: 'k', group: 'g', data: { run: run.id, attempt } };
    const working = worker.work(job, new AbortController().signal);
    const begun = attempts.all.length;
    await expect.poll(() => attempts.all.length).toBe(begun + 1);
    const one = attempts.all[begun];
    one?.listener.onProgress(progress);
    aheadMs += lastsMs;
    one?.listener.onProgress(progress);
    if (lastsMs > 23 * 60 * minuteMs) await expect.poll(() => one?.isStopped).toBe(true);
    one?.end(one.isStopped ? { kind: 'report', report: undefined } : { kind: 'error', error: passing });
    await working;
  };
}

test.each([
  ['what fails only after an hour', 60 * minuteMs, 'destination.locked'],
  ['what takes longer than it may', 24 * 60 * minuteMs, 'run.time.limit'],
])('%s is tried five times like any other, and people are told the second time', async (_, lastsMs, code) => {
  const { store } = opened;
  const fail = failingWorker(lastsMs);
  for (const told of [[], ['run.failed']]) {
    const run = await add();
    for (let attempt = 1; attempt <= 5; attempt++) await fail(run, attempt);
    expect(await store.runs.find(run.id)).toMatchObject({ state: 'failed', error: { code } });
    expect(await alerts()).toEqual(told);
  }
});

test('an attempt that has come further than those before it begins the count anew, also where its worker is lost', async () => {
  const { store } = opened;
  const fail = failingWorker(60 * minuteMs);
  const run = await add();
  for (let attempt = 1; attempt <= 4; attempt++) await fail(run, attempt);
  await fail(run, 5, { ...heard, commits: 4 });
  expect(await store.runs.find(run.id)).toMatchObject({
    state: 'queued',
    progress: { commits: 4, soFar: { steadyAttempt: 5, mostCommits: 4, movedAttempt: 5 } },
  });
  await store.runs.beginAttempt(run.id, 'w', Date.now());
  await passes('attempts', silenceMs + 1);
  expect(await takeBack()).toEqual([run.id]);
  for (let attempt = 7; attempt <= 9; attempt++) await fail(run, attempt);
  expect((await store.runs.find(run.id))?.state).toBe('queued');
  await fail(run, 10);
  expect((await store.runs.find(run.id))?.state).toBe('failed');
});

test('a live run that never comes to follow is told of at its second failure, however late each is; one that followed for long is not', async () => {
  const fail = failingWorker(60 * minuteMs);
  const run = await add('live');
  const streaming = { ...heard, phase: 'streaming' } as const;
  for (const attempt of [1, 2]) await fail(run, attempt, streaming);
  expect(await alerts()).toEqual([]);
  await fail(run, 3);
  expect(await alerts()).toEqual([]);
  await fail(run, 4);
  expect(await alerts()).toEqual(['run.failed']);
});

test('a run waits for its next attempt by the clock of the store, whatever that of its worker says', async () => {
  const { store } = opened;
  const run = await add();
  await failingWorker(minuteMs)(run, 1);
  const told: Job[] = [];
  const queue = { add: async (job: Job) => void told.push(job) };
  await new HandOver({ store, queue }).tell(Date.now());
  const waitsMs = (told.find(({ data }) => data?.run === run.id)?.notBefore ?? 0) - Date.now();
  expect(waitsMs).toBeGreaterThan(-minuteMs);
  expect(waitsMs).toBeLessThanOrEqual(5_000);
});

test('a run ends with all that follows from it, or not at all', async () => {
  const { store } = opened;
  const error = reportError(
    new ConfigError({ code: 'config.setting.invalid', message: { en: 'It is wrong', zh: '有误' } }),
  );
  const end: AttemptEnd = { state: 'failed', attemptState: 'failed', error, now: Date.now() };
  const failing = async (within: AlarmWithin) => {
    const run = await add();
    await store.runs.beginAttempt(run.id, 'w', Date.now());
    return { run, end: () => endRun(store, { run, number: 1, end, alarmWithin: within }) };
  };
  for (let count = 1; count < 3; count++) expect(await (await failing(storeAlarm)).end()).toBe(true);
  const killed = () => {
    throw new Error('killed');
  };
  let isKilled = true;
  const third = await failing((tables) => (isKilled ? { raise: killed, recover: killed } : storeAlarm(tables)));
  await expect(third.end()).rejects.toThrow('killed');
  expect((await store.runs.find(third.run.id))?.state).toBe('running');
  expect(await store.pipelines.find(pipelineId)).toMatchObject({ state: 'active', configFailures: 2 });
  isKilled = false;
  expect(await third.end()).toBe(true);
  expect(await third.end()).toBe(false);
  expect(await store.pipelines.find(pipelineId)).toMatchObject({ state: 'paused', configFailures: 3 });
  expect((await alerts()).toSorted()).toEqual(['pipeline.paused', 'run.failed']);
});
